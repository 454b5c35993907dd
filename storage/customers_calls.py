"""Which of the ledger's calls are a customer's."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from storage.caller_key import caller_key
from storage.tables_work import calls


def calls_of(numbers: Sequence[str], limit: int) -> Select[Any] | None:
    """The last calls from any of these numbers, the newest first; None without a number."""
    mine = is_of(numbers)
    if mine is None:
        return None
    newest = (calls.c.arrived_at.desc(), calls.c.id.desc())
    return select(calls).where(mine).order_by(*newest).limit(limit)


def is_of(numbers: Sequence[str]) -> ColumnElement[bool] | None:
    """Whether a call came from any of these numbers.

    The last nine digits agree; but a caller that is told in full, with `+`, must be the very
    number where that is known in full too: two countries may share nine last digits. A short
    number, such as an extension, agrees as a whole anyway.
    """
    keys = {caller_key(number) for number in numbers} - {""}
    if not keys:
        return None
    same_key = calls.c.caller_key.in_(sorted(keys))
    caller: ColumnElement[str] = calls.c.pii_caller
    for sign in (" ", "-", "(", ")", "/"):
        caller = func.replace(caller, sign, "")
    whole = sorted({number for number in numbers if number.startswith("+")})
    vague = {caller_key(number) for number in numbers if not number.startswith("+")}
    told_in_full = calls.c.pii_caller.startswith("+")
    agrees = [~told_in_full, caller.in_(whole)]
    if vague:
        agrees.append(calls.c.caller_key.in_(sorted(vague)))
    return and_(same_key, or_(*agrees))
