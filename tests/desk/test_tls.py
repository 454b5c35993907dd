import asyncio
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from desk.server import create_app, open_door
from desk.sessions import COOKIE
from desk.tls import (
    LASTS,
    RENEWED_BEFORE,
    Tls,
    TlsFiles,
    TlsRefused,
    examine,
    generate,
    key_is_open,
    read_certificate,
)
from tests.support.desk_fakes import PASSWORD, Centre, FakeClock, running

NAMES = ("callcentre.lan", "localhost", "127.0.0.1", "::1")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_our_own_certificate_is_for_the_names_and_for_us_alone(
    tmp_path: Path, clock: FakeClock
) -> None:
    files = generate(tmp_path / "tls", NAMES, clock.now())
    told = examine(files, clock.now())
    assert told.names == set(NAMES)
    assert told.expires_at == clock.now() + LASTS
    assert len(told.fingerprint) == 32 * 3 - 1
    assert files.key.stat().st_mode & 0o777 == 0o600
    assert not key_is_open(files)
    assert files.key.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_kept_while_it_serves_and_made_anew_in_time(tmp_path: Path, clock: FakeClock) -> None:
    files = generate(tmp_path, NAMES, clock.now())
    first = files.certificate.read_bytes()
    generate(tmp_path, NAMES[1:], clock.now())
    assert files.certificate.read_bytes() == first
    later = clock.now() + LASTS - RENEWED_BEFORE
    generate(tmp_path, NAMES, later - timedelta(seconds=1))
    assert files.certificate.read_bytes() == first
    generate(tmp_path, NAMES, later)
    renewed = files.certificate.read_bytes()
    assert renewed != first
    generate(tmp_path, (*NAMES, "192.0.2.7"), later)
    assert read_certificate(files.certificate).names == {*NAMES, "192.0.2.7"}


def test_what_cannot_be_used_is_said_with_its_mend(tmp_path: Path, clock: FakeClock) -> None:
    one = generate(tmp_path / "one", NAMES, clock.now())
    other = generate(tmp_path / "other", NAMES, clock.now())
    text = tmp_path / "text"
    text.write_text("no certificate")
    now = clock.now()
    for files, when, words in (
        (TlsFiles(tmp_path / "none", one.key), now, "cannot be read"),
        (TlsFiles(one.certificate, tmp_path / "none"), now, "cannot be read"),
        (TlsFiles(text, one.key), now, "no certificate in PEM form"),
        (TlsFiles(one.certificate, text), now, "does not open"),
        (TlsFiles(one.certificate, other.key), now, "does not open"),
        (one, now + LASTS, "ended on 2029-02-19"),
    ):
        with pytest.raises(TlsRefused, match=words) as refused:
            examine(files, when)
        assert refused.value.mend.endswith(".")
        assert "\n" not in str(refused.value)


def test_a_key_that_others_may_read_is_noticed(tmp_path: Path, clock: FakeClock) -> None:
    files = generate(tmp_path, NAMES, clock.now())
    files.key.chmod(0o640)
    assert key_is_open(files)


def test_changed_files_are_taken_up_and_broken_ones_are_not(
    tmp_path: Path, clock: FakeClock
) -> None:
    files = generate(tmp_path, NAMES, clock.now())
    tls = Tls(files, clock)
    first = tls.certificate
    tls.look()
    assert tls.certificate is first
    kept = files.certificate.read_bytes()
    files.certificate.write_text("broken")
    tls.look()
    assert tls.certificate is first
    files.certificate.write_bytes(kept)
    generate(tmp_path, (*NAMES, "new.lan"), clock.now())
    tls.look()
    assert "new.lan" in tls.certificate.names
    assert not tls.ends_soon()
    clock.pass_by((LASTS - timedelta(days=14)).total_seconds())
    assert tls.ends_soon()


async def test_only_where_it_is_wished_browsers_must_come_by_https(centre: Centre) -> None:
    centre.settings = replace(centre.settings, strict_transport=True)
    async with running(centre) as desk, desk.browser().ask("GET", "/healthz") as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=15552000"


def trusting(files: TlsFiles) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(files.certificate))


async def test_the_door_speaks_https_and_takes_a_renewed_certificate(
    centre: Centre, clock: FakeClock
) -> None:
    now = centre.clock.now()
    files = generate(centre.root / "tls", NAMES, now)
    tls = Tls(files, clock)
    door = await open_door(create_app(centre.parts()), "127.0.0.1", 0, tls.context)
    url = f"https://127.0.0.1:{door.port}"
    try:
        before = trusting(files)
        async with aiohttp.ClientSession() as http:
            body = {"name": "anna", "password": PASSWORD}
            async with http.post(f"{url}/api/v1/session", json=body, ssl=before) as answer:
                assert answer.status == 200
                assert answer.cookies[COOKIE]["secure"]
                assert "Strict-Transport-Security" not in answer.headers
        generate(centre.root / "tls", (*NAMES, "new.lan"), now)
        tls.look()
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{url}/healthz", ssl=trusting(files)) as answer:
                assert answer.status == 200
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await http.get(f"{url}/healthz", ssl=before)
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await reader.read() == b"", "there is no plain http at this door"
        writer.close()
    finally:
        await door.close()
