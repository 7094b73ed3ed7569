"""What is kept of runs below a home: Dagster's instance and its files, the lock, the last run.

Data is kept by warehouse/; here is only what says who runs, who ran, and where Dagster notes it.
"""
