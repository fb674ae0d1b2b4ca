"""Benchmarks anyone can rerun: each is a module that prints one JSON document."""
