"""Which figure is about what: the grammar that binds quantities to subjects within one sentence.

One module a question: tokens (what stands in the sentence), clauses (which words govern which figures), subjects (what
is spoken of), owners (whose figures they are), zones (which zone a sentence is about), values (measure, sign and
bound), dates (years), relations (targets set against something else), worded (targets without a figure), assembly (one
bound figure and the reasons against it), sentence (the walk that puts them together). No frames here: the stages
statements and worded call them.
"""
