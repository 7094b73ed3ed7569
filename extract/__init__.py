"""Reading government work reports: text in, polars frames out.

One module a stage, each with one public function ``frame -> Stage``. Pure: no Dagster, no database, no clock, no
network, no file access but the reference CSVs in seeds/reference and, for what does not fit into memory, temporary
files. One reader (``readers.office``) starts LibreOffice.
"""

EXTRACTOR_VERSION = "3"
"""Raise it when any stage would read the same bytes differently: extraction results are keyed by it."""
