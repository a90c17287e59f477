"""What the service costs, measured against what it could cost: ``python -m benchmarks``.

``README.md`` beside this file says how a benchmark is written.
"""
