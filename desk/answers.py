"""JSON answers, and the one form that every refusal has."""

from collections.abc import Mapping

import msgspec
from aiohttp import web
from pydantic import BaseModel

from desk.errors import Refusal

_encoder = msgspec.json.Encoder()


def to_json(data: object) -> bytes:
    """A model, or plain data, as JSON."""
    if isinstance(data, BaseModel):
        return data.model_dump_json().encode()
    return _encoder.encode(data)


def reply(
    data: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """An answer that holds `data`."""
    return web.Response(
        body=to_json(data), status=status, headers=headers, content_type="application/json"
    )


def accepted() -> web.Response:
    """The wish is in the inbox; what comes of it shows on the board."""
    return reply({"accepted": True}, status=202)


def no_content() -> web.Response:
    """Done, and nothing to say."""
    return web.Response(status=204)


def refusal(error: Refusal, incident: str | None = None) -> web.Response:
    """The error form: `{"error": {"code", "message"}}`, and in it, where they apply, `field`,
    `incident`, `findings` and `details`."""
    told: dict[str, object] = {"code": error.code, "message": error.message}
    if error.field is not None:
        told["field"] = error.field
    if incident is not None:
        told["incident"] = incident
    if error.findings:
        told["findings"] = error.findings
    if error.details is not None:
        told["details"] = error.details
    return reply({"error": told}, status=error.status, headers=error.headers)
