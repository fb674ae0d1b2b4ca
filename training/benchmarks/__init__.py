"""What the ranking is worth on data that others can check; run as `python -m training.benchmarks NAME`."""
