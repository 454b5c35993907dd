"""Prompts: hearing how a text will sound, and sending sounds of one's own."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, StringConstraints

from desk.access import EDITING_PLAN
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, sentence
from desk.models import Body, Prose, Query, Word
from vocabulary.plans import EditRefused
from vocabulary.ports import CannotSpeak

SOUND_LIMIT = 20 << 20
SOUND_EXTRA_S = 110.0
SOUNDS = (
    "audio/wav",
    "audio/x-wav",
    "audio/wave",
    "audio/vnd.wave",
    "audio/mpeg",
    "audio/mp3",
    "application/octet-stream",
)
LanguageCode = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", max_length=12)
]


class SpeakBody(Body):
    """A text, and the language in which it is to be said."""

    text: Prose
    language: LanguageCode


class SoundQuery(Query):
    """What the sound is called where it comes from."""

    name: Word


class SoundAnswer(BaseModel):
    """The id by which the plan names the sound: `{file: ID}`."""

    file: str


@endpoint(
    "POST",
    "/api/v1/prompts/speak",
    allow=EDITING_PLAN,
    body=SpeakBody,
    answer_type="audio/wav",
    errors=(503,),
)
async def speak(ask: Ask) -> web.StreamResponse:
    """A text as callers would hear it, as a WAV file. Nothing is kept.

    422 `cannot_speak` when no voice of this machine can say it, and what to do.
    """
    body = ask.body(SpeakBody)
    try:
        async with ask.desk.speaking.place():
            sound = await ask.desk.parts.office.speak(body.text, body.language)
    except CannotSpeak as error:
        raise Refusal(422, "cannot_speak", sentence(error), "text") from error
    return web.Response(body=sound, content_type="audio/wav")


@endpoint(
    "POST",
    "/api/v1/prompts/sounds",
    allow=EDITING_PLAN,
    raw=SOUNDS,
    body_limit=SOUND_LIMIT,
    query=SoundQuery,
    answer=SoundAnswer,
    status=201,
    errors=(503,),
    extra_s=SOUND_EXTRA_S,
)
async def send_sound(ask: Ask) -> web.StreamResponse:
    """Keep a WAV or MP3 file, 20 MB at most, for the plan to name.

    It is made as loud as all other prompts. 422 `sound_refused` when it is no sound that
    can be read.
    """
    name = ask.query(SoundQuery).name
    try:
        file = await ask.desk.parts.office.upload(ask.raw, name, ask.who.person.name)
    except EditRefused as error:
        raise Refusal(422, "sound_refused", sentence(error)) from error
    await ask.note("prompt_sent", f"prompts/{file}", name)
    return reply(SoundAnswer(file=file), status=201)


ENDPOINTS = (speak, send_sound)
