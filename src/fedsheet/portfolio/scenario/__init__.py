"""What a projection assumes: a TOML file read strictly, and everything a run needs made of it.

file      the schema and its reader, the scenarios that ship          grid   many scenarios from one grid file
resolve   scenario + vintage + record → everything the loop needs; nothing is read after it
doubts    where a scenario may mean two things, told beside its result
assumed   what a scenario assumes, told: every assumption of the base case, what sets another apart
variants  scenarios said by lists and ranges of their keys
levers  what could lower the demand for reserves and other liabilities: fifteen options, their ranges, their sum
"""
