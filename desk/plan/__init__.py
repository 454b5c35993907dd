"""The plan: its draft and revisions, its views, and what is switched by hand."""
