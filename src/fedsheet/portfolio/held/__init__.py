"""What is held on the opening day: the statement line by line and the securities one by one.

holdings       one security a row, from a list or a maturity distribution     number_cells   cells of a list
opening        the statement's lines and the securities of a day              open_sheet     all of an opening, once
carry_forward  an older list brought to the day by the recorded policy        valuation      what it is worth
issue_yields  what securities pay of which only the maturity is known
premium       what was paid above face, security by security
"""
