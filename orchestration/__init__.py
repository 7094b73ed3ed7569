"""Dagster wires what extract/, warehouse/ and dbt/ can do into one graph, and the command line drives it.

Only wiring belongs here: which asset needs which, what is checked, where state lies, what the user is told. How a
report is read is decided in extract/, how it is stored in warehouse/, how facts are judged in dbt/.
"""


class UserError(Exception):
    """Something that the user is told in one clear line; ``status`` is the exit status that goes with it.

    Status 2: the user can put it right (an argument, a folder, the home, the disk). Status 1: a fault of the pipeline.
    """

    status = 2
