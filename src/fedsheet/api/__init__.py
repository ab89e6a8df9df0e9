"""The door for programs: figures and exhibits as JSON over HTTP on this machine, behind a revocable token.

models    what is answered, declared: OpenAPI names every schema
app       the addresses, each one exhibit or series with its units, source and digests
door      who may ask: host, origin, token, scope, size; every refusal one sentence
widgets   the addresses as OpenBB Workspace lists them
serve     start it, print where it answers
"""
