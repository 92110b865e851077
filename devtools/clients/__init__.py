"""Typed clients, made from the registry: functions, objects, pushes and errors in each language.

`python -m devtools.clients` (or `./dev clients`) writes the generated files below clients/,
`--check` only compares. What a connection does is written by hand beside them.
"""
