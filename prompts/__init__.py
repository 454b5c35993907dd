"""Prompts: what is said, in words and in sound."""
