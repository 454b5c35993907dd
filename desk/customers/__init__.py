"""Customers' cards: found, changed, joined, brought in and out."""
