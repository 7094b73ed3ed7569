"""What is started and goes on for a while: a build, the reading of the quarantine again, Dagster's UI, dbt's page.

Starting and ending belong here; the graph that runs, and what its failures are called, is in ``graph``.
"""
