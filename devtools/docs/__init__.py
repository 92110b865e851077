"""The protocol document: everything a client author needs, made from the registry.

What functions, pushes and objects look like comes from the code; the text around it is in
docs/templates. `python -m devtools.docs` (or `./dev docs`) writes, `--check` only compares.
"""
