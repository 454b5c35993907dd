"""A source that is a database."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from customers.lookups import sql
from customers.lookups.source import OutsideSettings, SourceFailed
from customers.lookups.sql import SqlSource
from customers.plan import SqlSourcePlan
from tests.storage.conftest import PostgresServer, postgres

__all__ = ["postgres"]
SELECT = "SELECT name, points, note FROM c WHERE phone = :key ORDER BY points DESC"
ROWS = [("1", "Eve", 7, None), ("1", "Old", 3, "x"), ("2", "Bob", 0, "y")]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[OutsideSettings]:
    file = tmp_path / "shop.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE c (phone TEXT, name TEXT, points INT, note TEXT)")
    connection.executemany("INSERT INTO c VALUES (?, ?, ?, ?)", ROWS)
    connection.commit()
    connection.close()
    yield OutsideSettings(databases={"shop": f"sqlite:///{file}"})


async def ask(settings: OutsideSettings, key: str, query: str = SELECT) -> dict[str, str] | None:
    source = SqlSource(SqlSourcePlan(database="shop", query=query), settings)
    try:
        return await source.ask(key)
    finally:
        await source.close()


async def test_the_first_row_is_the_answer(shop: OutsideSettings) -> None:
    assert await ask(shop, "1") == {"name": "Eve", "points": "7"}
    assert await ask(shop, "2") == {"name": "Bob", "points": "0", "note": "y"}
    assert await ask(shop, "3") is None


async def test_the_key_is_bound_and_never_written_into_the_query(shop: OutsideSettings) -> None:
    for key in ("' OR '1'='1", "1'; DROP TABLE c; --", "%", ":key", "\x00"):
        assert await ask(shop, key) is None
    assert await ask(shop, "1")


async def test_nothing_can_be_written(shop: OutsideSettings, tmp_path: Path) -> None:
    before = (tmp_path / "shop.db").read_bytes()
    for query in (
        "SELECT :key) AS x; DELETE FROM c WHERE (1=1",
        "SELECT :key AS k) AS x LIMIT 1 UNION DELETE FROM c (",
    ):
        plan = SqlSourcePlan.model_construct(database="shop", query=query)
        source = SqlSource(plan, shop)
        with pytest.raises(SourceFailed):
            await source.ask("1")
        await source.close()
    assert (tmp_path / "shop.db").read_bytes() == before


async def test_a_wrong_query_is_told(shop: OutsideSettings) -> None:
    for query in ("SELECT x FROM c WHERE phone = :key", "SELECT 1 FROM d WHERE x = :key"):
        with pytest.raises(SourceFailed, match="look at the names"):
            await ask(shop, "1", query)


async def test_a_slow_query_is_stopped(
    shop: OutsideSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "ASK_S", 0.05)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    with pytest.raises(SourceFailed, match="did not answer in two seconds"):
        await ask(shop, "1", f"SELECT count(*) AS n FROM ({endless}) WHERE x <> :key")


def test_only_databases_of_the_settings_and_of_known_kinds() -> None:
    plan = SqlSourcePlan(database="shop", query=SELECT)
    with pytest.raises(SourceFailed, match="name no database shop"):
        SqlSource(plan, OutsideSettings())
    for address in ("mysql://u:secret@h/d", "nonsense", ""):
        with pytest.raises(SourceFailed, match="must be sqlite:///PATH") as refused:
            SqlSource(plan, OutsideSettings(databases={"shop": address}))
        assert "secret" not in str(refused.value)


async def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    missing = OutsideSettings(databases={"shop": f"sqlite:///{tmp_path}/none.db"})
    with pytest.raises(SourceFailed, match="its file is not there"):
        await ask(missing, "1")
    assert not (tmp_path / "none.db").exists()


async def test_postgresql_is_asked_the_same_way(postgres: PostgresServer) -> None:
    name = await postgres.new_database()
    settings = OutsideSettings(databases={"shop": postgres.url(name)})
    values = "(VALUES ('1', 'Eve', 7), ('2', 'Bob', 0)) AS c (phone, name, points)"
    query = f"SELECT name, points FROM {values} WHERE phone = :key"
    assert await ask(settings, "1", query) == {"name": "Eve", "points": "7"}
    assert await ask(settings, "3", query) is None
    with pytest.raises(SourceFailed, match="it may only read"):
        await ask(settings, "1", "SELECT lo_create(0) FROM (SELECT :key) k")
