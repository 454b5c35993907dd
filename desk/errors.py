"""Refusals: what the desk answers when it does not do what was asked.

Each has a status, a code that programs read and one sentence that says what, where and
how to mend it.
"""

from collections.abc import Collection, Mapping, Sequence

from pydantic import ValidationError

from vocabulary.findings import did_you_mean
from vocabulary.plans import TextFinding

NAMES_TOLD = 20


class Refusal(Exception):
    """An answer other than the one that was wanted. Never a fault of ours.

    `findings` are all that is wrong with a plan, where that is the reason; `details` are
    for programs.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        findings: Sequence[TextFinding] = (),
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.headers = dict(headers or {})
        self.findings = tuple(findings)
        self.details = details


def signed_out() -> Refusal:
    """No session, or one that ended."""
    return Refusal(401, "signed_out", "You are not signed in, or your session ended. Sign in.")


def not_allowed(message: str = "Your role does not allow this. Ask an administrator.") -> Refusal:
    """Signed in, but not for this."""
    return Refusal(403, "not_allowed", message)


def sentence(why: object) -> str:
    """What an error says, as a sentence for people."""
    text = str(why).strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def unknown_name(what: str, value: str, known: Collection[str]) -> str:
    """The sentence about a name that the plan does not have, with what it does have."""
    hint = did_you_mean(value, known)
    listed = ", ".join(sorted(known)[:NAMES_TOLD]) or "none"
    return f"The plan has no {what} {value}{hint or '.'} It has: {listed}."


def not_found(what: str) -> Refusal:
    """Nothing there, or nothing that this person may know of."""
    return Refusal(404, "not_found", f"There is no such {what}. Check the address.")


def bad_field(field: str, message: str) -> Refusal:
    """A field or a parameter that is wrong."""
    return Refusal(422, "bad_field", message, field)


def conflict(
    code: str,
    message: str,
    field: str | None = None,
    *,
    details: Mapping[str, object] | None = None,
) -> Refusal:
    """Right in itself, but not with what is there."""
    return Refusal(409, code, message, field, details=details)


def too_large(most: int) -> Refusal:
    """A body of more bytes than are taken here."""
    if most < 1 << 20:
        return Refusal(413, "too_large", f"The body is larger than {most >> 10} KB. Send less.")
    return Refusal(413, "too_large", f"The body is larger than {most >> 20} MB. Send less.")


def gone(code: str, message: str) -> Refusal:
    """It was there, or should be, and will not come back."""
    return Refusal(410, code, message)


def try_later(status: int, code: str, message: str, wait_s: int) -> Refusal:
    """Too much at this moment."""
    return Refusal(status, code, message, headers={"Retry-After": str(max(1, wait_s))})


def of_validation(error: ValidationError, where: str, known: list[str]) -> Refusal:
    """The first thing that is wrong with a body or a query, in one sentence.

    `where` is "body" or "query"; `known` are the names that it may have.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    kind = first["type"]
    if kind == "json_invalid":
        return Refusal(400, "bad_json", "The body is not JSON. Send one JSON object.")
    if not field:
        return Refusal(422, "bad_field", f"The {where} must be an object of named fields.")
    if kind == "extra_forbidden":
        listed = ", ".join(known) or "none"
        return bad_field(field, f"The {where} knows no {field}. It may have: {listed}.")
    if kind == "missing":
        return bad_field(field, f"The {where} lacks {field}. Add it.")
    reason = first["msg"].removeprefix("Value error, ").rstrip(".")
    return bad_field(field, f"{field} in the {where} is not right: {reason}.")
