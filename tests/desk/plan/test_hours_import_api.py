import pytest

from desk.plan.hours_import_api import ENDPOINTS
from tests.support.desk_fakes import Running

PATH = "/api/v1/plan/hours-import"
KIND = {"Content-Type": "text/calendar; charset=utf-8"}


def calendar(*events: str) -> bytes:
    """A file with these events, each given as its lines."""
    parts = [f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT" for n, event in enumerate(events)]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


CHRISTMAS = "SUMMARY:Christmas <b>\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227"
NEW_YEAR = "SUMMARY:Новый год\r\nDTSTART;VALUE=DATE:20270101"
MEETING = "SUMMARY:Meeting\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z"
OVER = "SUMMARY:Over\r\nDTSTART;VALUE=DATE:20261121"


def test_it_declares_its_routes() -> None:
    assert [(one.method, one.path) for one in ENDPOINTS] == [("POST", PATH)]


async def test_closed_days_from_today_on(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    data = calendar(NEW_YEAR, CHRISTMAS, MEETING, OVER)
    status, told = await browser.json("POST", PATH, data=data, headers=KIND)
    assert status == 200
    assert told["days"] == [
        {"date": "2026-12-24", "until": "2026-12-26", "name": "Christmas <b>", "hours": ""},
        {"date": "2027-01-01", "name": "Новый год", "hours": ""},
    ]
    (message,) = told["messages"]
    assert message.startswith("Line 14: Meeting: has times of day")
    assert message.endswith(".")
    assert told["more_messages"] == 0
    centre = running_desk.centre
    assert (centre.office.kept, centre.audit.rows) == (None, [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name: a plan", "BEGIN:VCALENDAR is missing"),
        (calendar(), "there is no event in it"),
        (b"\xff\xfe\x00", "it is not in UTF-8"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "the text ends too early"),
    ],
)
async def test_what_is_no_calendar(running_desk: Running, data: bytes, words: str) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("POST", PATH, data=data, headers=KIND)
    assert (status, told["error"]["code"]) == (422, "calendar_refused")
    assert words in told["error"]["message"]
    assert told["error"]["message"].endswith(".")


async def test_a_file_only_with_what_cannot_be_taken(running_desk: Running) -> None:
    browser = await running_desk.signed_in("mia")
    status, told = await browser.json("POST", PATH, data=calendar(MEETING), headers=KIND)
    assert (status, told["days"], len(told["messages"])) == (200, [], 1)
