"""Who serves whom. Pure: facts in, offers out, time as an argument.

`floor` keeps operators and waiting calls as a fold over facts; a `policy` chooses who
is offered which call; `plan` is routing's part of the plan.
"""
