"""The handbook that ``duixian docs`` opens: pages written by hand in docs/, and pages made from what they tell of.

A page kind is one module: what tables mean (dictionary), which indicators there are (catalogue), how a sentence becomes
a fact (walk), how verdicts are made (method), how well reports are read (quality). Does not belong here: what a built
warehouse holds, which is the site's (website).
"""
