"""Which figure is about what: the grammar that binds quantities to subjects within one sentence.

One module a question: tokens (what stands in the sentence), segments (where clauses and list items end), subjects
(what is spoken of), values (measure, sign and bound), dates (years), relations (targets set against something else),
sentence (the walk that puts them together). No frames here: statements calls :func:`sentence.read_sentence`.
"""
