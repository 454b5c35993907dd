"""Asking systems outside about a customer: guarded, in bounded time, never on a call's path."""
