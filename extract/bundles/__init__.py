"""Files that hold many reports: tables with a report a row, and archives of files.

Belongs here: recognising such a file by its content, and walking through it report by report in bounded memory. Does
not belong here: reading a report itself (``documents``), or where the file lies (``orchestration.arrivals``). A
bundle is given as an open, seekable binary file.
"""

from extract.bundles.member import Member
from extract.bundles.walk import kind, members

__all__ = ["Member", "kind", "members"]
