"""The static site: pages made from the published file, for people who would rather look than ask in SQL.

Reading the published file, drawing and writing pages belong here; what figures mean is decided long before. Nothing
here knows who runs it, and no page asks anything of a server.
"""
