"""One mechanism of damage a module; each offers ``undo(text) -> notes`` over an ``offsets.MappedText``.

What damage looks like in general belongs here, never the wording of one report. Wordings are in seeds/reference.
"""
