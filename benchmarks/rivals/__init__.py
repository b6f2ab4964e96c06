"""The engines' own scripts, each a process of its own: one file imports one engine.

Each is run as ``python -m benchmarks.rivals.NAME [ACTION] INPUT OUTPUT``, and prints one JSON object: ``seconds`` of
the step in question, and the ``values`` of the sampled cells when it is asked for them.
"""
