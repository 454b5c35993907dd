"""Reading bodies: bounded in size and in time, as JSON or as they come."""

import asyncio

from aiohttp import web
from pydantic import BaseModel, ValidationError

from desk.errors import Refusal, of_validation, too_large
from desk.models import names_of

BODY_LIMIT = 64 * 1024
BODY_LIMIT_S = 10.0


async def read_json(
    request: web.Request, model: type[BaseModel], most: int, within_s: float
) -> BaseModel:
    """The body as a model. Raises `Refusal`: 400, 408, 413, 415 or 422."""
    if request.content_type != "application/json":
        raise Refusal(415, "not_json", "Send the body as JSON with Content-Type application/json.")
    data = await _read(request, most, within_s)
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise of_validation(error, "body", names_of(model)) from error


async def read_raw(
    request: web.Request, kinds: tuple[str, ...], most: int, within_s: float
) -> bytes:
    """The body as it came, if it is of one of these kinds. Raises `Refusal`."""
    if request.content_type not in kinds:
        listed = ", ".join(kinds)
        raise Refusal(415, "wrong_kind", f"Send the file itself, with Content-Type {listed}.")
    data = await _read(request, most, within_s)
    if not data:
        raise Refusal(400, "empty_body", "There is nothing in the body. Send the file itself.")
    return data


async def _read(request: web.Request, most: int, within_s: float) -> bytes:
    """What was sent, unpacked. A body that grows past `most` is read no further."""
    if (request.content_length or 0) > most:
        raise too_large(most)
    held = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for part in request.content.iter_any():
                held += part
                if len(held) > most:
                    raise too_large(most)
    except TimeoutError as error:
        raise Refusal(408, "too_slow", "The body did not arrive in time. Try again.") from error
    return bytes(held)
