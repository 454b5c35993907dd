"""Recordings: when to write one, how its file is made, kept and found again.

`policy` is pure and decides. `capture` makes the final file of the two raw sides,
`keeper` runs that beside the calls, `vault` finds a file for whoever may hear it.
"""
