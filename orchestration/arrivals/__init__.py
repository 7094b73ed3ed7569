"""What comes in: the folders of reports, the files in them, and what of them is new to a home.

Finding, opening and comparing files belong here; reading what stands in them is in extract/. Nothing here loads
Dagster.
"""
