"""The main flow of the desk on the real repositories and the real board, in SQLite."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import numpy as np
import pytest

from desk.ports import DeskParts
from desk.server import Door, create_app, open_door
from recording.vault import FileVault
from stats.board import LiveBoard
from stats.promises import PromiseFold
from stats.queues import QueueConfig
from storage.audit import SqlAudit
from storage.batch import write_steps
from storage.database import Database, open_database
from storage.ledger import SqlLedger
from storage.migrate import upgrade
from storage.notes import SqlNotes
from storage.people import SqlPeople
from storage.problems import DatabaseUnavailable
from storage.second_factors import SqlSecondFactors
from storage.sign_ins import SqlSignIns
from storage.teams import SqlTeams
from tests.support.desk_fakes import (
    ANNA,
    NOON,
    PASSWORD,
    PLAN,
    SUPPORT,
    Browser,
    Centre,
    edit_lines,
    write_wav,
)
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    CallEnded,
    Caller,
    CallQueued,
    Fact,
    OperatorListed,
    RecordingKept,
    RecordingStarted,
    RecordingStopped,
    Step,
)
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.inputs import AvailabilityAsked, DispositionAsked, HoldAsked
from vocabulary.records import AuditFilter, Person
from vocabulary.states import EndReason, Outcome, Role

CALL, LEG, RECORDING = CallId("c1"), LegId("l1"), RecordingId("r1")
SOUND = "2026/11/22/0123456789abcdef0123456789abcdef.wav"
FACTS: list[tuple[Fact, ...]] = [
    (OperatorListed(ANNA, "Anna", "101", (SUPPORT,)),),
    (CallArrived(CALL, LEG, "100", Caller("+4930123456", "<b>Eve</b>")),),
    (CallAnswered(CALL), CallQueued(CALL, SUPPORT, NOON)),
    (CallConnected(CALL, ANNA, LegId("l2")), RecordingStarted(RECORDING, CALL, ANNA)),
    (
        CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA),
        RecordingStopped(RECORDING, CALL),
    ),
    (RecordingKept(RECORDING, CALL, SOUND, 1.0, 32_044),),
]
STEPS = [Step(seq, NOON, facts) for seq, facts in enumerate(FACTS, start=1)]


@dataclass
class House:
    """A desk on real storage."""

    door: Door
    centre: Centre
    database: Database
    board: LiveBoard

    async def live_through(self, steps: list[Step]) -> None:
        async with self.database.writing() as connection:
            await write_steps(connection, steps)
        for step in steps:
            self.board.apply(step)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    centre = Centre(tmp_path)
    database = open_database(f"sqlite:///{tmp_path}/desk.db")
    await upgrade(database)
    board = LiveBoard("e1", [QueueConfig(SUPPORT)], ZoneInfo("Europe/Berlin"), NOON)
    people = SqlPeople(database)
    ada = Person("ada", "Ada", frozenset({Role.ADMINISTRATOR}))
    await people.add(ada, centre.passwords.hash_now(PASSWORD))
    parts = DeskParts(
        people=people,
        sign_ins=SqlSignIns(database),
        teams=SqlTeams(database),
        second_factors=SqlSecondFactors(database),
        ledger=SqlLedger(database),
        notes=SqlNotes(database),
        audit=SqlAudit(database),
        board=board,
        inbox=centre.inbox,
        vault=FileVault(centre.vault.root),
        clock=centre.clock,
        plan=lambda: PLAN,
        office=centre.office,
        edit_plan=edit_lines,
        promises=PromiseFold,
        health=lambda: centre.checks,
        on_people_changed=centre.on_people_changed,
        web_root=tmp_path / "web",
        metrics=centre.metrics,
        passwords=centre.passwords,
        unavailable=(DatabaseUnavailable,),
    )
    door = await open_door(create_app(parts), "127.0.0.1", 0)
    yield House(door, centre, database, board)
    await door.close()
    await database.close()


@pytest.fixture
async def browsers(house: House) -> AsyncIterator[tuple[Browser, Browser]]:
    ada, anna = Browser(house.door), Browser(house.door)
    yield ada, anna
    await ada.close()
    await anna.close()


async def hire_anna(ada: Browser) -> None:
    assert await ada.sign_in("ada") == 200
    new = {
        "name": "anna",
        "display_name": "Anna",
        "roles": ["operator"],
        "extension": "101",
        "password": PASSWORD,
    }
    assert (await ada.json("POST", "/api/v1/users", json=new))[0] == 201
    again = await ada.code("POST", "/api/v1/users", json=new | {"extension": "102"})
    assert again == (409, "name_taken")
    again = await ada.code("POST", "/api/v1/users", json=new | {"name": "boris"})
    assert again == (409, "extension_taken")


async def test_a_day_at_the_desk(house: House, browsers: tuple[Browser, Browser]) -> None:
    ada, anna = browsers
    await hire_anna(ada)
    assert await anna.sign_in("anna") == 200
    body = {"availability": "break", "reason": "lunch"}
    path = "/api/v1/operators/anna/availability"
    assert (await anna.json("POST", path, json=body))[0] == 202
    assert isinstance(house.centre.inbox.given[0], AvailabilityAsked)

    async with anna.socket() as screen:
        assert (await screen.receive_json(timeout=10))["type"] == "snapshot"
        await house.live_through(STEPS)
        told = [await screen.receive_json(timeout=10) for _ in range(5)]
    assert [one["seq"] for one in told] == [1, 2, 3, 4, 5]
    assert "operators/anna" in told[0]["set"]
    assert told[3]["set"]["calls/c1"]["caller_name"] == "<b>Eve</b>"
    assert told[4]["drop"] == ["calls/c1"]

    for browser in (ada, anna):
        query = {"search": "30123", "day": "2026-11-22", "has_recording": "true"}
        _, page = await browser.json("GET", "/api/v1/calls", params=query)
        assert [row["id"] for row in page["calls"]] == ["c1"]
        assert (page["total"], page["next_before"]) == (1, None)
        _, one = await browser.json("GET", "/api/v1/calls/c1")
        assert one["call"]["outcome"] == "answered"
        assert one["recording"]["state"] == "kept"
        assert [step["seq"] for step in one["steps"]] == [2, 3, 4, 5, 6]


async def test_work_in_a_call(house: House, browsers: tuple[Browser, Browser]) -> None:
    ada, anna = browsers
    await hire_anna(ada)
    assert await anna.sign_in("anna") == 200
    path, codes = "/api/v1/calls/c1", {"codes": ["spam"]}
    await house.live_through(STEPS[:4])
    assert (await anna.json("POST", f"{path}/hold", json={"held": True}))[0] == 202
    assert (await anna.json("PUT", f"{path}/disposition", json=codes))[0] == 202
    assert house.centre.inbox.given[-2:] == [
        HoldAsked(CALL, True, "anna"),
        DispositionAsked(CALL, ANNA, ("spam",), ANNA),
    ]
    notes = {"text": "Calls again.", "version": 0}
    _, kept = await anna.json("PUT", f"{path}/notes", json=notes)
    assert (kept["version"], kept["saved_by"]) == (1, "anna")
    assert await ada.code("PUT", f"{path}/notes", json=notes) == (409, "notes_changed")
    await house.live_through(STEPS[4:])
    for browser in (ada, anna):
        _, told = await browser.json("GET", path)
        (talk,) = told["talks"]
        assert (talk["operator"], talk["ended_by"], talk["talked_s"]) == ("anna", "caller", 0.0)
        assert told["notes"] == "Calls again."
    assert await anna.code("POST", f"{path}/hold", json={"held": True}) == (404, "not_found")


async def test_hearing_a_recording(house: House, browsers: tuple[Browser, Browser]) -> None:
    ada, _ = browsers
    await hire_anna(ada)
    await house.live_through(STEPS)
    audio = "/api/v1/recordings/r1/audio"
    assert await ada.code("GET", audio) == (410, "recording_gone")
    file = house.centre.vault.root / SOUND
    file.parent.mkdir(parents=True)
    write_wav(file, np.zeros((8000, 2), "<i2"))
    async with ada.ask("GET", audio, headers={"Range": "bytes=0-43"}) as answer:
        assert answer.status == 206
        assert (await answer.read())[:4] == b"RIFF"
    assert (await ada.json("GET", "/api/v1/recordings/r1/peaks"))[0] == 200
    rows = [entry.row for entry in await SqlAudit(house.database).find(AuditFilter(limit=10))]
    assert (rows[0].person, rows[0].action, rows[0].target) == (
        "ada",
        "recording_listened",
        "recordings/r1",
    )


async def test_disabling_ends_the_session_and_the_screen(
    house: House, browsers: tuple[Browser, Browser]
) -> None:
    ada, anna = browsers
    await hire_anna(ada)
    await anna.sign_in("anna")
    async with anna.socket() as screen:
        await screen.receive_json(timeout=10)
        told = await ada.json("PATCH", "/api/v1/users/anna", json={"disabled": True})
        assert told[0] == 200
        while True:
            message = await screen.receive(timeout=10)
            if message.type is aiohttp.WSMsgType.CLOSE:
                break
        assert screen.close_code == 4401
    assert await anna.code("GET", "/api/v1/session") == (401, "signed_out")
    assert await anna.sign_in("anna") == 401


HOSTILE = ["'", "%", "_", "\\", "' OR 1=1 --", "+49%", "${x}", "<b>", "é" * 100]


async def test_searches_are_text_and_never_patterns(
    house: House, browsers: tuple[Browser, Browser]
) -> None:
    ada, _ = browsers
    await hire_anna(ada)
    await house.live_through(STEPS)
    for text in HOSTILE:
        status, page = await ada.json("GET", "/api/v1/calls", params={"search": text})
        assert status == 200
        assert page["total"] == (1 if text == "<b>" else 0), text
