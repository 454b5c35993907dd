"""What the command line may do with the plan of a living service."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from aiohttp import web

from desk.ports import PlanSummary
from storage.problems import DatabaseUnavailable
from vocabulary.findings import did_you_mean
from vocabulary.ids import QueueId
from vocabulary.inputs import HoursSwitchAsked, IncidentSwitchAsked
from vocabulary.plans import DraftChanged, EditRefused, PlanOffice, PlanRefused
from vocabulary.ports import Inbox

BY = "command line"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def plan_routes(
    office: PlanOffice, plan: Callable[[], PlanSummary], inbox: Inbox
) -> tuple[web.RouteDef, ...]:
    """Routes for the control door."""
    routes = _Routes(office, plan, inbox)
    return (
        web.post("/plan/publish", _told(routes.publish)),
        web.post("/plan/rollback", _told(routes.rollback)),
        web.post("/plan/draft", _told(routes.save_draft)),
        web.post("/hours", _told(routes.switch_hours)),
        web.post("/incident", _told(routes.switch_incident)),
    )


class _Routes:
    def __init__(self, office: PlanOffice, plan: Callable[[], PlanSummary], inbox: Inbox) -> None:
        self._office = office
        self._plan = plan
        self._inbox = inbox

    async def publish(self, body: dict[str, Any]) -> Any:
        """A text becomes the plan in force."""
        return await self._office.publish_text(str(body["text"]), str(body.get("note", "")), BY)

    async def rollback(self, body: dict[str, Any]) -> Any:
        """An older revision comes into force again."""
        return await self._office.rollback(int(body["revision"]), str(body.get("note", "")), BY)

    async def save_draft(self, body: dict[str, Any]) -> Any:
        """A text becomes the draft, whatever the draft was."""
        present = await self._office.draft()
        saved = await self._office.save_draft(str(body["text"]), present.version, BY)
        return {"version": saved.version, "base": saved.base}

    async def switch_hours(self, body: dict[str, Any]) -> Any:
        """Close a calendar by hand, or open it again."""
        calendar, closed = str(body["calendar"]), bool(body["closed"])
        until = datetime.fromisoformat(body["until"]) if body.get("until") else None
        _known("calendar", calendar, self._plan().calendars)
        self._inbox.put(HoursSwitchAsked(calendar, closed, BY, until))
        return {"done": True}

    async def switch_incident(self, body: dict[str, Any]) -> Any:
        """Let callers hear a prompt first of all, or no longer."""
        prompt = str(body["prompt"])
        queues = tuple(QueueId(str(queue)) for queue in body.get("queues", ()))
        if prompt:
            _known("incident", prompt, self._plan().incidents)
        for queue in queues:
            _known("queue", queue, [each.queue for each in self._plan().queues])
        self._inbox.put(IncidentSwitchAsked(prompt, BY, queues))
        return {"done": True}


def _known(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known) or f"; there is {', '.join(known) or 'none'}"
        raise LookupError(f"the plan in force has no {what} {name}{hint}")


def _told(work: Callable[[dict[str, Any]], Awaitable[Any]]) -> Handler:
    """A handler that answers in JSON, what went wrong too."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            answer = await work(await request.json())
        except PlanRefused as error:
            return _error(409, "the plan has findings", error.findings)
        except (LookupError, DraftChanged, EditRefused) as error:
            return _error(404 if isinstance(error, LookupError) else 409, str(error))
        except DatabaseUnavailable as error:
            return _error(503, f"{error}; nothing was changed")
        return web.Response(body=msgspec.json.encode(answer), content_type="application/json")

    return handle


def _error(status: int, message: str, findings: Sequence[Any] = ()) -> web.Response:
    body = msgspec.json.encode({"error": message, "findings": findings})
    return web.Response(body=body, status=status, content_type="application/json")
