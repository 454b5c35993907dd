"""Carries out the core's commands on Asterisk through ARI and reports what happens.

The only room that names channels and bridges.
"""
