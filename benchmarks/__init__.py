"""Measurements of Akin. Each module is a program: `python -m benchmarks.latency`, for example."""
