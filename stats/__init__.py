"""Folds over steps: the live board, today's counts and the industry's metrics.

Pure: no I/O and no clock. A figure is never stored where it can be folded again, so a
restart and a replay are the same thing.
"""
