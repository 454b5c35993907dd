"""The desk put together: the parts it was given and the services it makes of them."""

import asyncio
from zoneinfo import ZoneInfo

from aiohttp import web

from desk.calls.listening import Listenings
from desk.calls.peaks import Peaks
from desk.calls.promises import Promises
from desk.live import LiveHub
from desk.metrics import DeskMetrics
from desk.people.throttle import Throttle
from desk.places import Places
from desk.plan.plan_reading import PlanReading
from desk.ports import DeskParts
from desk.sessions import Sessions
from vocabulary.records import AuditRow

FILES_AT_ONCE = 2
"""Each is held in memory until it is kept."""
SPOKEN_AT_ONCE = 4


class Desk:
    """What every endpoint works with. One for each running desk."""

    def __init__(self, parts: DeskParts) -> None:
        self.parts = parts
        self.settings = parts.settings
        self.metrics = DeskMetrics(parts.metrics)
        self.sessions = Sessions(parts.sign_ins, parts.people, parts.clock, parts.settings)
        self.throttle = Throttle()
        self.hub = LiveHub(parts.board, parts.clock, self.sessions, parts.settings, self.metrics)
        self.peaks = Peaks()
        self.listenings = Listenings(parts.settings.listening_gap_s)
        self.promises = Promises(parts.ledger, parts.promises)
        self.reading = PlanReading(parts.office)
        self.uploads = Places(FILES_AT_ONCE, "Other files are being sent.")
        self.speaking = Places(SPOKEN_AT_ONCE, "Other texts are being spoken.")
        self.people_turn = asyncio.Lock()

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone, as the plan in force has it."""
        return ZoneInfo(self.parts.plan().timezone)

    async def note(
        self, person: str, action: str, target: str, address: str, detail: str = ""
    ) -> None:
        """Write an audit row. Awaited before the deed is answered."""
        at = self.parts.clock.now()
        await self.parts.audit.add(AuditRow(at, person, action, target, detail, address))


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
