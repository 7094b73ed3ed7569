"""Where results rest: the home's folders, the Parquet lake, the DuckDB files, and the saved queries.

Only storing, loading and publishing belong here. What the numbers mean is decided in extract/ (reading) and dbt/
(judging); what runs when is decided in orchestration/.
"""


class WarehouseError(Exception):
    """Something about the home, the lake or a database that the user can put right; the message is one clear line."""
