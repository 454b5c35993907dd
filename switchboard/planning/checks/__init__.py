"""What must fit together in a plan: each reference leads somewhere, each wish can be met.

Every check is a function of the whole plan that yields findings, one for each mistake.
"""
