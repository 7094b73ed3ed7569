"""Dagster wires what extract/, warehouse/ and dbt/ can do into one graph, and the command line drives it.

Only wiring belongs here: which asset needs which, what is checked, where state lies, what the user is told. How a
report is read is decided in extract/, how it is stored in warehouse/, how facts are judged in dbt/.

``cli`` holds the commands, ``graph`` what Dagster shows and runs, ``runs`` what starts it, ``arrivals`` the files that
come in, ``answers`` what is asked of the published file, ``output`` how it is printed and written, ``state`` what is
kept of runs. Beside them stand the doors that others name: ``definitions`` for Dagster, ``event_log`` for the
``dagster.yaml`` of every home, ``dbt_project`` with ``dbt_run`` and ``dbt_rules`` for the dbt project.
"""


class UserError(Exception):
    """Something that the user is told in one clear line; ``status`` is the exit status that goes with it.

    Status 2: the user can put it right (an argument, a folder, the home, the disk). Status 1: a fault of the pipeline.
    """

    status = 2
