"""A centre with many operators, made before its first start; sipp plays their phones."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from desk.people.passwords import Passwords
from storage.database import open_database
from storage.migrate import upgrade
from storage.people import SqlPeople
from switchboard.home import Home
from telephony.asterisk.secrets import load_or_create, sip_password
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service, running_service
from tests.support.waiting import until
from vocabulary.records import Person
from vocabulary.states import Role

FIRST_EXTENSION = 201


@asynccontextmanager
async def crowded_service(
    folder: Path, operators: int, plan: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Service]:
    """A ready service with so many operators on extensions 201 and up."""
    home = folder / "home"
    (folder / "plan.yaml").write_text(plan)
    await _add_people(home, operators)
    settings = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml"), **(environment or {})}
    async with running_service(home, settings) as service:
        yield service


def phone_passwords(service: Service, operators: int) -> dict[str, str]:
    """SIP passwords by extension."""
    master = load_or_create(service.home).master
    return {each: sip_password(master, each, 1) for each in _extensions(operators)}


async def all_ready(service: Service, operators: int) -> None:
    """Everybody is ready and has a free phone."""
    names = [f"op{extension}" for extension in _extensions(operators)]
    for name in names:
        body = {"availability": "ready", "reason": ""}
        await service.api("POST", f"/operators/{name}/availability", body)

    async def ready() -> bool:
        board = await service.board()
        cards = [board[f"operators/{name}"] for name in names]
        return all(card["availability"] == "ready" and card["phone"] == "free" for card in cards)

    await until(ready, 20, "every operator is ready with a free phone", poll_s=0.1)


async def cards(service: Service, kind: str) -> list[dict[str, Any]]:
    """The board's cards of one kind: `calls` or `operators`."""
    board = await service.board()
    return [card for key, card in board.items() if key.startswith(f"{kind}/")]


def _extensions(operators: int) -> list[str]:
    return [str(FIRST_EXTENSION + number) for number in range(operators)]


async def _add_people(home: Path, operators: int) -> None:
    """An administrator and operators who sign in with their phones only."""
    Home(home).prepare()
    database = open_database(f"sqlite:///{home / 'callwright.db'}")
    try:
        await upgrade(database)
        people = SqlPeople(database)
        admin = Person(ADMIN, "Administrator", frozenset({Role.ADMINISTRATOR}))
        await people.add(admin, await Passwords().hash(ADMIN_PASSWORD))
        nobody = await Passwords().hash(os.urandom(16).hex())
        for extension in _extensions(operators):
            person = Person(
                f"op{extension}", f"Operator {extension}", frozenset({Role.OPERATOR}), extension
            )
            await people.add(person, nobody)
    finally:
        await database.close()
