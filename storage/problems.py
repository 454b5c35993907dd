"""What can be wrong with a database, each as one sentence: what, where, how to mend."""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

_SETTING = "CALLWRIGHT_DATABASE_URL"


class DatabaseProblem(Exception):
    """The message is a sentence for the person who runs the service."""


class DatabaseUrlWrong(DatabaseProblem):
    """The address can never work as it is written."""


class DatabaseUnavailable(DatabaseProblem):
    """The database cannot be used at this moment; it may come back by itself."""


class DatabaseTooNew(DatabaseProblem):
    """A newer version of the program has changed the tables."""


# What drivers raise where the database itself is the matter. Broken promises between rows
# (IntegrityError) are left to whoever wrote the row.
DRIVER_ERRORS = (SQLAlchemyError, OSError)

_BY_SQLSTATE = {
    "28P01": "refuses the password: correct it in " + _SETTING,
    "28000": "refuses this user: check its name and the server's pg_hba.conf",
    "3D000": "does not exist on its server: create it, or correct its name in " + _SETTING,
    "42501": "does not allow this user to create or change tables: grant it the right",
    "42P01": "lacks tables of ours: let the service start once, it creates them",
    "53100": "has no disk space left: free some on its server",
    "53300": "has no connection free: raise max_connections on its server",
    "57P03": "is starting up or shutting down: wait a moment",
}
_BY_SQLITE_TEXT = {
    "unable to open": "cannot be opened: check that its folder exists and may be written",
    "locked": "is locked by another program: end that program or wait",
    "readonly": "may not be written: check the rights of the file and of its folder",
    "disk is full": "has no disk space left: free some",
    "not a database": "is not a database file: move it away or correct " + _SETTING,
    "malformed": "is damaged: restore it from a backup",
    "disk i/o": "cannot be read or written: check the disk",
    "no such table": "lacks tables of ours: let the service start once, it creates them",
}


def is_about_rows(error: BaseException) -> bool:
    """Whether the error tells of a broken constraint, not of the database's health."""
    return isinstance(error, IntegrityError)


def sentence(shown: str, error: BaseException) -> str:
    """What `error` means for the database `shown` (an address without its password)."""
    return f"the database {shown} {_predicate(error)}"


def _predicate(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    state = getattr(cause, "sqlstate", None)
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state]
    # The first line only: PostgreSQL puts values of the row into the ones that follow.
    first_line = str(cause).partition("\n")[0]
    if isinstance(cause, sqlite3.Error):
        for piece, meaning in _BY_SQLITE_TEXT.items():
            if piece in first_line.lower():
                return meaning
    if isinstance(cause, ConnectionRefusedError | FileNotFoundError):
        return f"does not answer: start its server, or correct {_SETTING}"
    if isinstance(cause, TimeoutError):
        return "did not answer in time: check its server and the network"
    return f"failed: {first_line or type(cause).__name__}"
