"""Drivers' errors told as sentences."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.problems import is_about_rows, sentence


class Refused(Exception):
    """What a PostgreSQL driver raises: a code, and the row's values in further lines."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("first line\nDETAIL: Key (caller)=(+4930123456)")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (Refused("28P01"), "refuses the password"),
        (Refused("3D000"), "does not exist on its server"),
        (Refused("57P03"), "is starting up or shutting down"),
        (sqlite3.OperationalError("database is locked"), "is locked by another program"),
        (sqlite3.OperationalError("database or disk is full"), "has no disk space left"),
        (sqlite3.DatabaseError("file is not a database"), "is not a database file"),
        (sqlite3.DatabaseError("database disk image is malformed"), "is damaged"),
        (ConnectionRefusedError(), "does not answer: start its server"),
        (TimeoutError(), "did not answer in time"),
        (RuntimeError(), "failed: RuntimeError"),
    ],
)
def test_each_error_has_a_sentence(error: Exception, says: str) -> None:
    for wrapped in (error, OperationalError("SELECT 1", None, error)):
        said = sentence("sqlite:///x.db", wrapped)
        assert said.startswith(f"the database sqlite:///x.db {says}")


def test_values_of_a_row_are_not_told() -> None:
    said = sentence("postgresql:///x", OperationalError("INSERT", None, Refused("XX000")))
    assert said == "the database postgresql:///x failed: first line"


def test_broken_constraints_are_not_the_databases_fault() -> None:
    assert is_about_rows(IntegrityError("INSERT", None, sqlite3.IntegrityError("UNIQUE")))
    assert not is_about_rows(OSError())
