"""Hand-written fakes of the desk's ports, a small centre in them, and browsers for it."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import numpy as np
import numpy.typing as npt
from prometheus_client import CollectorRegistry

from desk.people.oidc import Provider
from desk.people.passwords import Passwords
from desk.people.sealing import Sealing
from desk.ports import (
    BreakReason,
    DeskParts,
    DeskSettings,
    EditPlan,
    HealthCheck,
    NodeSummary,
    PlanSummary,
    QueueSummary,
    TransferNumber,
)
from desk.server import Door, create_app, open_door
from desk.sessions import COOKIE
from desk.workings import DESK, Desk
from stats.promises import PromiseFold
from tests.support.call_fakes import DISPOSITIONS, FakeDialling, FakeNotes
from tests.support.one_customer import one_customer
from tests.support.web_phone import FakeWebPhones
from vocabulary.board import (
    BoardDelta,
    BoardSnapshot,
    CallCard,
    Card,
    OperatorCard,
    QueueCard,
    ServiceCard,
    ServiceLevel,
    StandingCard,
    TodayCard,
)
from vocabulary.facts import CallArrived, Caller, Step
from vocabulary.findings import Severity
from vocabulary.ids import CallId, LegId, OperatorId, QueueId, RecordingId
from vocabulary.inputs import Input
from vocabulary.people import SecondFactor, Team, TeamNameTaken
from vocabulary.plans import (
    DraftChanged,
    EditRefused,
    FlowPicture,
    PictureEdge,
    PictureNode,
    PlanChange,
    PlanDraft,
    PlanRefused,
    PlanRevision,
    ReplayState,
    TextFinding,
    WeekDay,
    WeekSpan,
)
from vocabulary.ports import CannotSpeak
from vocabulary.records import (
    AuditEntry,
    AuditFilter,
    AuditRow,
    CallFilter,
    CallRow,
    ExtensionTaken,
    NameTaken,
    Person,
    RecordingRow,
    SignIn,
    TalkRow,
)
from vocabulary.states import Activity, Availability, CallState, PhoneState, Role

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORD = "gentle-otter-42"
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
SUPPORT = QueueId("support")


class Away(Exception):
    """The database cannot be used at this moment."""


class FakeClock:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class FakePeople:
    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.hashes: dict[str, str] = {}

    async def list(self) -> Sequence[Person]:
        return list(self.people.values())

    async def get(self, name: str) -> Person | None:
        return self.people.get(name)

    async def signed_on(self, sign_on: str) -> Person | None:
        return next((one for one in self.people.values() if one.sign_on == sign_on), None)

    async def add(self, person: Person, password_hash: str) -> None:
        if person.name in self.people:
            raise NameTaken(person.name)
        self._check_extension(person)
        self.people[person.name] = person
        self.hashes[person.name] = password_hash

    async def change(self, person: Person) -> None:
        if person.name not in self.people:
            raise LookupError(person.name)
        self._check_extension(person)
        self.people[person.name] = person

    async def password_hash(self, name: str) -> str | None:
        return self.hashes.get(name)

    async def set_password_hash(self, name: str, password_hash: str) -> None:
        self.hashes[name] = password_hash

    def _check_extension(self, person: Person) -> None:
        for other in self.people.values():
            same = other.extension is not None and other.extension == person.extension
            if same and other.name != person.name and not other.disabled:
                raise ExtensionTaken(person.extension or "")


class FakeSignIns:
    def __init__(self) -> None:
        self.rows: dict[str, SignIn] = {}
        self.touched = 0

    async def add(self, sign_in: SignIn) -> None:
        self.rows[sign_in.token_hash] = sign_in

    async def get(self, token_hash: str) -> SignIn | None:
        return self.rows.get(token_hash)

    async def touch(self, token_hash: str, seen_at: datetime) -> None:
        self.touched += 1
        self.rows[token_hash] = msgspec.structs.replace(self.rows[token_hash], seen_at=seen_at)

    async def remove(self, token_hash: str) -> None:
        self.rows.pop(token_hash, None)

    async def of(self, person: str) -> Sequence[SignIn]:
        return [row for row in self.rows.values() if row.person == person][::-1]

    async def remove_one(self, person: str, session: str) -> bool:
        found = [key for key, row in self.rows.items() if (row.person, row.id) == (person, session)]
        for key in found:
            del self.rows[key]
        return bool(found)

    async def remove_of(self, person: str, *, but: str | None = None) -> int:
        gone = [key for key, row in self.rows.items() if row.person == person and key != but]
        for key in gone:
            del self.rows[key]
        return len(gone)

    async def remove_older(self, created_before: datetime, seen_before: datetime) -> int:
        old = [
            key
            for key, row in self.rows.items()
            if row.created_at < created_before or row.seen_at < seen_before
        ]
        for key in old:
            del self.rows[key]
        return len(old)


class FakeTeams:
    """Teams, with their people in the people's list."""

    def __init__(self, people: FakePeople) -> None:
        self.teams: dict[str, Team] = {}
        self._people = people.people

    async def list(self) -> Sequence[Team]:
        return list(self.teams.values())

    async def get(self, team: str) -> Team | None:
        return self.teams.get(team)

    async def put(self, team: Team, members: Collection[str] | None) -> None:
        if any(one.name == team.name and one.id != team.id for one in self.teams.values()):
            raise TeamNameTaken(team.name)
        self.teams[team.id] = team
        if members is not None:
            self._place(team.id, members)

    async def remove(self, team: str) -> bool:
        self._place(team, ())
        return self.teams.pop(team, None) is not None

    def _place(self, team: str, members: Collection[str]) -> None:
        for name, person in self._people.items():
            if name in members or person.team == team:
                there = team if name in members else None
                self._people[name] = msgspec.structs.replace(person, team=there)


class FakeSecondFactors:
    """Second factors; whether one is on shows in the people's list, as it does in SQL."""

    def __init__(self, people: FakePeople) -> None:
        self.rows: dict[str, SecondFactor] = {}
        self.codes: dict[str, set[str]] = {}
        self._people = people.people

    async def get(self, person: str) -> SecondFactor | None:
        row = self.rows.get(person)
        left = len(self.codes.get(person, ()))
        return msgspec.structs.replace(row, codes_left=left) if row else None

    async def begin(self, factor: SecondFactor) -> bool:
        row = self.rows.get(factor.person)
        if row is not None and row.confirmed_at is not None:
            return False
        self.rows[factor.person] = factor
        return True

    async def confirm(self, person: str, at: datetime, step: int, codes: Sequence[str]) -> bool:
        row = self.rows.get(person)
        if row is None or row.confirmed_at is not None:
            return False
        self.rows[person] = msgspec.structs.replace(row, confirmed_at=at, last_step=step)
        self.codes[person] = set(codes)
        self._show(person, on=True)
        return True

    async def use_step(self, person: str, step: int) -> bool:
        row = self.rows.get(person)
        if row is None or row.last_step >= step:
            return False
        self.rows[person] = msgspec.structs.replace(row, last_step=step)
        return True

    async def use_code(self, person: str, code: str) -> bool:
        codes = self.codes.get(person, set())
        there = code in codes
        codes.discard(code)
        return there

    async def replace_codes(self, person: str, codes: Sequence[str]) -> None:
        self.codes[person] = set(codes)

    async def remove(self, person: str) -> bool:
        self._show(person, on=False)
        self.codes.pop(person, None)
        return self.rows.pop(person, None) is not None

    def _show(self, person: str, *, on: bool) -> None:
        row = self._people[person]
        self._people[person] = msgspec.structs.replace(row, second_factor=on)


class FakeLedger:
    def __init__(self) -> None:
        self.rows: list[CallRow] = []
        self.recordings: dict[str, RecordingRow] = {}
        self.talks: list[TalkRow] = []
        self.steps: list[Step] = []
        self.asked: list[CallFilter] = []

    async def calls(self, wanted: CallFilter) -> Sequence[CallRow]:
        self.asked.append(wanted)
        rows = self._matching(wanted)
        if wanted.before is not None:
            places = [i for i, row in enumerate(rows) if row.id == wanted.before]
            rows = rows[places[0] + 1 :] if places else []
        return rows[: wanted.limit]

    async def count(self, wanted: CallFilter) -> int:
        return len(self._matching(wanted))

    def _matching(self, wanted: CallFilter) -> list[CallRow]:
        def fits(row: CallRow) -> bool:
            return all(
                (
                    wanted.since is None or row.arrived_at >= wanted.since,
                    wanted.until is None or row.arrived_at < wanted.until,
                    wanted.queue is None or row.queue == wanted.queue,
                    wanted.operator is None or row.operator == wanted.operator,
                    wanted.search is None or wanted.search in row.pii_caller,
                    wanted.has_recording is None
                    or (row.recording is not None) == wanted.has_recording,
                )
            )

        return sorted(filter(fits, self.rows), key=lambda row: row.arrived_at, reverse=True)

    async def call(self, call: CallId) -> CallRow | None:
        return next((row for row in self.rows if row.id == call), None)

    async def steps_of(self, call: CallId) -> Sequence[Step]:
        return self.steps

    async def steps_since(self, at: datetime, after_seq: int, limit: int) -> Sequence[Step]:
        return [step for step in self.steps if step.seq > after_seq][:limit]

    async def talks_of(self, call: CallId) -> Sequence[TalkRow]:
        return [talk for talk in self.talks if talk.call == call]

    async def recording(self, recording: RecordingId) -> RecordingRow | None:
        return self.recordings.get(recording)

    async def recordings_in(self, states: Sequence[str]) -> Sequence[RecordingRow]:
        return [row for row in self.recordings.values() if row.state in states]

    async def last_seq(self) -> int:
        return self.steps[-1].seq if self.steps else 0


class FakeAudit:
    def __init__(self) -> None:
        self.rows: list[AuditRow] = []

    async def add(self, row: AuditRow) -> None:
        self.rows.append(row)

    async def find(self, wanted: AuditFilter) -> Sequence[AuditEntry]:
        found = [
            AuditEntry(number, row)
            for number, row in enumerate(self.rows, 1)
            if (wanted.person is None or row.person == wanted.person)
            and (wanted.action is None or row.action == wanted.action)
            and (wanted.target is None or row.target.startswith(wanted.target))
            and (wanted.since is None or row.at >= wanted.since)
            and (wanted.until is None or row.at < wanted.until)
            and (wanted.before is None or number < wanted.before)
        ]
        return found[::-1][: wanted.limit]

    def told(self) -> Sequence[tuple[str, str, str]]:
        """Who did what to what, without signing in and out."""
        return [
            (row.person, row.action, row.target)
            for row in self.rows
            if row.action not in ("signed_in", "signed_out")
        ]


class FakeBoard:
    def __init__(self) -> None:
        self.epoch = "first"
        self.seq = 7
        self.cards: dict[str, Card] = {}
        self.deltas: list[BoardDelta] = []
        self.listeners: list[Callable[[BoardDelta], None]] = []

    def snapshot(self) -> BoardSnapshot:
        return BoardSnapshot(self.epoch, self.seq, NOON, dict(self.cards))

    def since(self, epoch: str, seq: int) -> tuple[BoardDelta, ...] | None:
        return tuple(d for d in self.deltas if d.seq > seq) if epoch == self.epoch else None

    def subscribe(self, listener: Callable[[BoardDelta], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def put(self, cards: dict[str, Card] | None = None, drop: tuple[str, ...] = ()) -> None:
        self.seq += 1
        self.cards.update(cards or {})
        for key in drop:
            self.cards.pop(key, None)
        delta = BoardDelta(self.seq, NOON, cards or {}, drop)
        self.deltas.append(delta)
        for listener in tuple(self.listeners):
            listener(delta)


class FakeInbox:
    def __init__(self) -> None:
        self.given: list[Input] = []

    def put(self, given: Input) -> None:
        self.given.append(given)


class FakeVault:
    def __init__(self, root: Path) -> None:
        self.root = root

    def locate(self, path: str) -> Path:
        found = self.root / path
        if not found.exists():
            raise LookupError(path)
        return found


PLAN_TEXT = "name: Example shop\nhours:\n  shop: {week: {mon-fri: '09:00-18:00'}}\n"


def edit_lines(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """Each change as a line at the end of the text."""
    for edit in edits:
        if edit["place"][0] == "nowhere":
            raise EditRefused("there is nothing at nowhere")
        text += f"# {edit['op']} {'.'.join(map(str, edit['place']))}\n"
    return text


class FakeOffice:
    """An office whose plans are any text: a line with `wrong` is an error, one with `odd`
    a warning, and a plan with an error cannot be published."""

    def __init__(self) -> None:
        self.texts = {1: PLAN_TEXT + "# the first\n", 2: PLAN_TEXT}
        self.rows = [
            PlanRevision(1, NOON - timedelta(days=1), "ada", "the first"),
            PlanRevision(2, NOON, "mia", changes=("The name is another one.",)),
        ]
        self.kept: PlanDraft | None = None
        self.trial = ReplayState()
        self.sounds: dict[str, tuple[bytes, str, str]] = {}
        self.edits: list[Mapping[str, Any]] = []

    @property
    def revision(self) -> int:
        return self.rows[-1].revision

    async def revisions(self, limit: int) -> Sequence[PlanRevision]:
        return self.rows[::-1][:limit]

    async def text_of(self, revision: int) -> str:
        if revision not in self.texts:
            raise LookupError(revision)
        return self.texts[revision]

    async def draft(self) -> PlanDraft:
        return self.kept or PlanDraft(self.texts[self.revision], self.revision, 0)

    async def save_draft(self, text: str, version: int, by: str) -> PlanDraft:
        before = await self.draft()
        if version != before.version:
            raise DraftChanged
        if "far too large" in text:
            raise EditRefused("The plan is too large. Take something out.")
        self.kept = PlanDraft(text, before.base, version + 1, NOON, by)
        return self.kept

    async def edit_draft(
        self, edits: Sequence[Mapping[str, Any]], version: int, by: str
    ) -> PlanDraft:
        text = edit_lines((await self.draft()).text, edits)
        saved = await self.save_draft(text, version, by)
        self.edits.extend(edits)
        return saved

    async def drop_draft(self, by: str) -> None:
        self.kept = None

    def check(self, text: str) -> tuple[TextFinding, ...]:
        told = [
            TextFinding(("line", line), words, severity, line, 1)
            for line, words in enumerate(text.splitlines(), 1)
            for severity, word in ((Severity.ERROR, "wrong"), (Severity.WARNING, "odd"))
            if word in words
        ]
        return tuple(sorted(told, key=lambda one: one.severity != Severity.ERROR))

    def document(self, text: str) -> dict[str, Any] | None:
        if any(one.severity is Severity.ERROR for one in self.check(text)):
            return None
        return {"name": text, "hours": {"shop": {}, "night": {}}}

    def picture(self, text: str) -> FlowPicture:
        findings = tuple(range(len(self.check(text))))
        main = PictureNode("flow/main", "menu", "main", told=text[:200], findings=findings)
        number = PictureNode("number/100", "number", "100")
        return FlowPicture((number, main), (PictureEdge("number/100", "flow/main", "start"),))

    def differences(self, before: str, after: str) -> tuple[PlanChange, ...]:
        old, new = before.splitlines(), after.splitlines()
        return tuple(
            PlanChange((line,), None, line, f"{line} is new.") for line in new if line not in old
        )

    def weeks(self, text: str, calendar: str, since: str, days: int) -> tuple[WeekDay, ...]:
        if calendar not in ("shop", "night"):
            raise LookupError(calendar)
        if "wrong" in text:
            raise ValueError("the hours cannot be read yet; mend them first")
        first = date.fromisoformat(since)
        return tuple(
            WeekDay((first + timedelta(days=n)).isoformat(), (WeekSpan(540, 1080),))
            for n in range(days)
        )

    async def publish(self, version: int, note: str, by: str) -> PlanRevision:
        draft = await self.draft()
        if version != draft.version:
            raise DraftChanged
        made = await self.publish_text(draft.text, note, by)
        self.kept = None
        return made

    async def publish_text(
        self, text: str, note: str, by: str, base: int | None = None
    ) -> PlanRevision:
        if base not in (None, self.revision):
            raise DraftChanged
        return self._publish(text, note, by, None)

    async def rollback(self, revision: int, note: str, by: str) -> PlanRevision:
        return self._publish(await self.text_of(revision), note, by, revision)

    def _publish(self, text: str, note: str, by: str, rollback_of: int | None) -> PlanRevision:
        if self.document(text) is None:
            raise PlanRefused(self.check(text))
        made = PlanRevision(self.revision + 1, NOON, by, note, ("Something.",), rollback_of)
        self.texts[made.revision] = text
        self.rows.append(made)
        return made

    async def start_replay(self, days: int, by: str) -> ReplayState:
        draft = await self.draft()
        if self.document(draft.text) is None:
            raise PlanRefused(self.check(draft.text))
        self.trial = ReplayState("running", 0.0, f"{days} days")
        return self.trial

    def replay(self) -> ReplayState:
        return self.trial

    async def speak(self, text: str, language: str) -> bytes:
        if language != "en":
            raise CannotSpeak(f"there is no voice for {language}; install one")
        return b"RIFF" + text.encode()

    async def upload(self, data: bytes, name: str, by: str) -> str:
        if data[:4] != b"RIFF":
            raise EditRefused("This is neither WAV nor MP3. Convert it first.")
        file = f"sound-{len(self.sounds) + 1}"
        self.sounds[file] = (data, name, by)
        return file


def write_wav(path: Path, samples: npt.NDArray[Any], rate: int = 8000, width: int = 2) -> Path:
    """A WAV file of `samples`: one row a frame, one column a channel."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(samples.shape[1])
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return path


def large(body: dict[str, Any]) -> dict[str, Any]:
    """What `Browser.ask` needs to send a JSON body that is long."""
    data = io.BytesIO(msgspec.json.encode(body))
    return {"data": data, "headers": {"Content-Type": "application/json"}}


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in another task, ten seconds at most."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0.005)


def cheap_passwords() -> Passwords:
    return Passwords(time_cost=1, memory_cost_kib=8, parallelism=1)


def operator_card(operator: OperatorId, extension: str) -> OperatorCard:
    return OperatorCard(
        operator=operator,
        name=operator.title(),
        extension=extension,
        queues=(SUPPORT,),
        availability=Availability.READY,
        reason="",
        activity=Activity.IDLE,
        phone=PhoneState.FREE,
        since=NOON,
    )


def call_card(
    call: str, operator: OperatorId | None = None, ringing: tuple[OperatorId, ...] = ()
) -> CallCard:
    return CallCard(
        call=CallId(call),
        state=CallState.TALKING if operator else CallState.WAITING,
        dialled="100",
        pii_number="+4930123456",
        pii_name="<b>Eve</b>",
        arrived_at=NOON,
        since=NOON,
        queue=SUPPORT,
        operator=operator,
        ringing=ringing,
        recording=operator is not None,
    )


def today_card() -> TodayCard:
    level = ServiceLevel("answered only", 20, 0.8, None)
    return TodayCard(NOON.date(), 0, 0, 0, 0, level, None, None)


def example_cards() -> dict[str, Card]:
    return {
        "service": ServiceCard(True, NOON),
        "standing": StandingCard(2, NOON, "mia"),
        "today": today_card(),
        "queues/support": QueueCard(SUPPORT, 0, None, 2),
        "operators/anna": operator_card(ANNA, "101"),
        "operators/boris": operator_card(BORIS, "102"),
        "calls/c-anna": call_card("c-anna", operator=ANNA),
        "calls/c-boris": call_card("c-boris", operator=BORIS),
    }


def call_row(call: str, operator: OperatorId | None, **more: Any) -> CallRow:
    row = CallRow(
        id=CallId(call),
        arrived_at=NOON,
        dialled="100",
        pii_caller="+4930123456",
        pii_caller_name="<b>Eve</b>",
        queue=SUPPORT,
        operator=operator,
    )
    return msgspec.structs.replace(row, **more)


PEOPLE = (
    Person("anna", "Anna", frozenset({Role.OPERATOR}), "101"),
    Person("boris", "Boris", frozenset({Role.OPERATOR}), "102"),
    Person("sven", "Sven", frozenset({Role.SUPERVISOR})),
    Person("mia", "Mia", frozenset({Role.MANAGER})),
    Person("ada", "Ada", frozenset({Role.ADMINISTRATOR})),
    Person("otto", "Otto", frozenset({Role.OPERATOR}), "103", disabled=True),
)
PERSON_OF = {
    Role.OPERATOR: "anna",
    Role.SUPERVISOR: "sven",
    Role.MANAGER: "mia",
    Role.ADMINISTRATOR: "ada",
}
PLAN = PlanSummary(
    number="100",
    queues=(QueueSummary("support", "Support", 0.8, 20, 15.0, DISPOSITIONS),),
    break_reasons=(BreakReason("lunch", "Lunch"), BreakReason("coffee", "Coffee")),
    timezone="Europe/Berlin",
    revision=2,
    languages=("en", "ru"),
    nodes={"main": NodeSummary("Main menu", "menu")},
    calendars=("shop", "night"),
    incidents=("outage",),
    dialling=True,
    transfer_numbers=(TransferNumber("+4930111", "Head office"),),
)


@dataclass
class Centre:
    """All the fakes, with a little of everything in them."""

    root: Path
    settings: DeskSettings = field(default_factory=DeskSettings)
    people: FakePeople = field(default_factory=FakePeople)
    sign_ins: FakeSignIns = field(default_factory=FakeSignIns)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    notes: FakeNotes = field(default_factory=FakeNotes)
    dialling: FakeDialling | None = field(default_factory=FakeDialling)
    audit: FakeAudit = field(default_factory=FakeAudit)
    edit_plan: EditPlan = field(default_factory=lambda: edit_lines)
    provider: Provider | None = None
    sealing: Sealing = field(default_factory=Sealing)
    board: FakeBoard = field(default_factory=FakeBoard)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    office: FakeOffice = field(default_factory=FakeOffice)
    plan: PlanSummary = PLAN
    clock: FakeClock = field(default_factory=FakeClock)
    passwords: Passwords = field(default_factory=cheap_passwords)
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)
    checks: list[HealthCheck] = field(default_factory=lambda: [HealthCheck("database", True)])
    people_changes: int = 0
    web_phones: FakeWebPhones = field(default_factory=FakeWebPhones)
    phones_left: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.teams = FakeTeams(self.people)
        self.teams.teams["t-north"] = Team("t-north", "North", ("sven",))
        self.second_factors = FakeSecondFactors(self.people)
        hashed = self.passwords.hash_now(PASSWORD)
        for person in PEOPLE:
            self.people.people[person.name] = person
            self.people.hashes[person.name] = hashed
        self.board.cards = example_cards()
        self.ledger.rows = [
            call_row("c-anna", ANNA, recording=RecordingId("r-anna")),
            call_row("c-boris", BORIS, recording=RecordingId("r-boris")),
        ]
        arrived = CallArrived(CallId("c-anna"), LegId("l1"), "100", Caller("+4930123456", "Eve"))
        self.ledger.steps = [Step(1, NOON, (arrived,))]
        for name in ("anna", "boris"):
            self.ledger.recordings[f"r-{name}"] = RecordingRow(
                RecordingId(f"r-{name}"), CallId(f"c-{name}"), "kept", NOON, path=f"{name}.wav"
            )
        self.vault = FakeVault(self.root / "recordings")
        self.vault.root.mkdir(parents=True, exist_ok=True)
        write_wav(self.vault.root / "anna.wav", np.arange(16_000, dtype="<i2").reshape(-1, 2))
        write_wav(self.vault.root / "boris.wav", np.arange(16_000, dtype="<i2").reshape(-1, 2))

    async def on_people_changed(self) -> None:
        self.people_changes += 1

    def parts(self) -> DeskParts:
        return DeskParts(
            people=self.people,
            sign_ins=self.sign_ins,
            teams=self.teams,
            second_factors=self.second_factors,
            ledger=self.ledger,
            notes=self.notes,
            dialling=self.dialling,
            audit=self.audit,
            board=self.board,
            inbox=self.inbox,
            vault=self.vault,
            clock=self.clock,
            plan=lambda: self.plan,
            office=self.office,
            edit_plan=self.edit_plan,
            promises=PromiseFold,
            health=lambda: self.checks,
            on_people_changed=self.on_people_changed,
            web_root=self.root / "web",
            metrics=self.metrics,
            passwords=self.passwords,
            sealing=self.sealing,
            provider=self.provider,
            settings=self.settings,
            unavailable=(Away,),
            web_phones=self.web_phones,
            phone_left=self.phones_left.append,
            customers=one_customer(),
        )


class Browser:
    """A client with its own cookies that sends the token as a page of ours does."""

    def __init__(self, door: Door, source: str = "127.0.0.1") -> None:
        self.base = f"http://{door.host}:{door.port}"
        self.client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(local_addr=(source, 0), limit=0),
            cookie_jar=aiohttp.CookieJar(unsafe=True),
        )
        self.csrf = ""

    async def sign_in(self, name: str, password: str = PASSWORD) -> int:
        body = {"name": name, "password": password}
        status, told = await self.json("POST", "/api/v1/session", json=body)
        if status == 200:
            self.csrf = told["csrf"]
        return status

    def be(self, token: str, csrf: str) -> None:
        """Hold a session that was opened elsewhere."""
        self.client.cookie_jar.update_cookies({COOKIE: token})
        self.csrf = csrf

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """A request, to be used with `async with`. `headers` may replace the token."""
        headers = {"X-Callwright-Token": self.csrf} | more.pop("headers", {})
        headers = {name: value for name, value in headers.items() if value is not None}
        return self.client.request(method, self.base + path, headers=headers, **more)

    async def json(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        async with self.ask(method, path, **more) as answer:
            data = await answer.read()
            return answer.status, msgspec.json.decode(data) if data else None

    async def code(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        """The status and the code of a refusal."""
        status, told = await self.json(method, path, **more)
        return status, told["error"]["code"]

    def socket(self, query: str = "", **more: Any) -> Any:
        return self.client.ws_connect(f"{self.base}/ws{query}", **more)

    async def close(self) -> None:
        await self.client.close()


@dataclass
class Running:
    """A desk on a real port, and its browsers."""

    centre: Centre
    desk: Desk
    door: Door
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, source: str = "127.0.0.1") -> Browser:
        made = Browser(self.door, source)
        self.browsers.append(made)
        return made

    async def signed_in(self, name: str) -> Browser:
        """A browser with a session of its own, opened without the costs of a password."""
        browser = self.browser()
        person = self.centre.people.people[name]
        token, who = await self.desk.sessions.open(person, "127.0.0.1", "test", None)
        browser.be(token, who.csrf)
        return browser


@asynccontextmanager
async def running(centre: Centre) -> AsyncIterator[Running]:
    app = create_app(centre.parts())
    door = await open_door(app, "127.0.0.1", 0)
    made = Running(centre, app[DESK], door)
    try:
        yield made
    finally:
        for browser in made.browsers:
            await browser.close()
        await door.close()
