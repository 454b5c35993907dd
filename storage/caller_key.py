"""The key by which a call and a customer's number find each other.

It needs no region: the last digits agree however the line writes a number. Kept in a
column of its own, so that a customer's calls are found by an index.
"""

KEY_DIGITS = 9


def caller_key(text: str) -> str:
    """The last nine digits, or all where there are fewer; "" for a hidden number."""
    return "".join(sign for sign in text if sign in "0123456789")[-KEY_DIGITS:]
