"""The door for agents: tools over the Model Context Protocol that read and compute, and write nothing.

answers   What each tool answers: a table with units, as-of, source, digest and what may not be concluded
server    The tools under their names, with limits on time, and mistakes said in one sentence
"""
