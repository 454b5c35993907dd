"""Exceptional days out of a calendar file, for whoever edits the hours."""

from aiohttp import web

from desk.access import EDITING_PLAN
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, sentence
from desk.shapes import answer
from hours.ical import SIZE_LIMIT_BYTES, Imported, read_ical
from hours.plan import DayPlan
from vocabulary.findings import Finding

MOST_MESSAGES = 500

ImportAnswer = answer(
    "HoursImport",
    "Days for a calendar's `days`, by date. `messages` tell what was left out and why; "
    "`more_messages` counts those not told.",
    days=list[DayPlan],
    messages=list[str],
    more_messages=int,
)


@endpoint(
    "POST",
    "/api/v1/plan/hours-import",
    allow=EDITING_PLAN,
    raw=("text/calendar",),
    body_limit=SIZE_LIMIT_BYTES,
    answer=ImportAnswer,
    errors=(503,),
)
async def import_hours(ask: Ask) -> web.StreamResponse:
    """The closed days of an iCalendar file, from today on. Nothing is saved.

    Send the file itself; put the days that you want into the draft. 422
    `calendar_refused` when nothing of it can be taken.
    """
    since = ask.desk.parts.clock.now().astimezone(ask.desk.zone).date()
    text = _text(ask.raw)
    imported = await ask.desk.reading.beside(lambda: read_ical(text, since))
    _check(imported)
    days = [day.model_dump(mode="json", exclude_none=True) for day in imported.days]
    messages = [_told(finding) for finding in imported.findings[:MOST_MESSAGES]]
    more = len(imported.findings) - len(messages)
    return reply({"days": days, "messages": messages, "more_messages": more})


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("it is not in UTF-8; save or export it anew as UTF-8") from error


def _check(imported: Imported) -> None:
    """A finding without a place, and no days: it is about the whole file."""
    for finding in imported.findings:
        if not imported.days and not finding.place:
            raise _refused(finding.message)


def _refused(why: str) -> Refusal:
    return Refusal(422, "calendar_refused", sentence(f"The file cannot be taken: {why}"))


def _told(finding: Finding) -> str:
    """The message as a sentence, with the line on which its event begins."""
    where = " ".join(str(part) for part in finding.place)
    return sentence(f"{where}: {finding.message}" if where else finding.message)


ENDPOINTS = (import_hours,)
