"""The Fed's statement (H.4.1) and double-entry accounts that must balance.

h41        the Fed's weekly statement as one that balances
h41_lines  the lines of the H.4.1 statement: the Board's code of each, where it stands, and in which years it existed
"""
