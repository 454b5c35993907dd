"""Calls: the list and each one, what is done in them, their recordings and promises."""
