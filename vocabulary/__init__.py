"""The leaf: the words that every room speaks and nothing else.

Ids, states, inputs, facts, commands and ports. Imports nothing of ours, does no
I/O and reads no clock.
"""
