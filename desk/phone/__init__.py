"""The phone in the page: its password, its line to Asterisk, and what may pass."""
