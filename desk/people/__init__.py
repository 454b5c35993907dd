"""People: who they are, how they prove it, what they may and can do."""
