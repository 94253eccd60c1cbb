"""The benchmark: issues of nothing but text, set by magtool and by its peers, timed and judged.

``python -m tests.bench`` times, ``python -m tests.bench.quality`` judges the typesetting and
``python -m tests.bench.issues`` only writes the issues.
"""
