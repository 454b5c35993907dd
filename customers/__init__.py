"""Customers: who rings, what is known of them, and where else it may be asked."""
