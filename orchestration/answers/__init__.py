"""What is asked of a published file, and of a single report: queries, names, exports, the review, a summary.

Reading and answering belong here; nothing changes a home but the file of decisions, and nothing loads Dagster.
"""
