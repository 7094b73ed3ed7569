"""The graph that Dagster shows and runs: assets, checks, sensors, schedules, jobs, and the resources that they share.

Whatever is part of the graph belongs here; putting it together is in ``definitions``, starting it in ``runs``. What a
stage computes is in extract/, what is stored in warehouse/.
"""
