"""Storage: tables, migrations, the projector that folds the journal, repositories.

SQLite (one file, WAL) by default and PostgreSQL by URL, with the same tests on both.
Nothing here stands on a call's path: the journal is written first, and the projector
reads it behind the line.
"""
