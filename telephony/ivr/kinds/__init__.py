"""How each kind of node behaves: one kind, one small class."""
