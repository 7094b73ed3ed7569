"""The handbook: the pages of docs/ and pages made from the schemas, the reference data and a run, as one static site.

A module a kind of page that is made; ``make`` puts them beside the written ones and has MkDocs build the site. What the
warehouse holds is not asked: the handbook can be made before any report was read. Writes Markdown only; the look is
the theme's.
"""
