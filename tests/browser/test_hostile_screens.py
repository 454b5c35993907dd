"""Texts that would be programs: whatever comes from outside is shown as text on every screen.

One list of such texts goes in by every door: a caller's name, customers' cards by the API and by
a file, notes of a call, names of people, queues and outcomes, and what another system answers.
A trap in each page springs when any of it runs, or is stopped by nothing but the page's policy.
"""

import csv
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from io import StringIO

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from tests.browser.screen import PASSWORD, NamedCaller, Screen, context_of
from tests.browser.softphone import CHECKED, Seat, prepare
from tests.integration.scene import PATIENCE_S, Scene
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TEXTS = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=2</script>",
    "</title><script>window.hacked=3</script>",
    "<img src=x onerror=window.hacked=4>",
    "<IMG SRC=x ONERROR=window.hacked=5//",
    "\"><img src=x onerror='window.hacked=6'>",
    "' onmouseover='window.hacked=7",
    '" autofocus onfocus="window.hacked=8',
    "<svg onload=window.hacked=9>",
    "<svg><script>window.hacked=10</script></svg>",
    "<svg><animate onbegin=window.hacked=11 attributeName=x dur=1s>",
    "<math><mi//xlink:href='javascript:window.hacked=12'>",
    "<iframe src='javascript:parent.hacked=13'></iframe>",
    '<iframe srcdoc="<script>parent.hacked=14</script>">',
    "<object data='data:text/html,<script>hacked=15</script>'>",
    "<embed src='javascript:window.hacked=16'>",
    "<body onload=window.hacked=17>",
    "<details open ontoggle=window.hacked=18>",
    "<video><source onerror=window.hacked=19></video>",
    "<input autofocus onfocus=window.hacked=20>",
    "<marquee onstart=window.hacked=21>x</marquee>",
    "<a href='javascript:window.hacked=22'>here</a>",
    "javascript:window.hacked=23",
    "JaVaScRiPt:window.hacked=24//",
    "data:text/html,<script>window.hacked=25</script>",
    "<form action=javascript:window.hacked=26><button>x",
    "<meta http-equiv=refresh content='0;javascript:window.hacked=27'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "&lt;img src=x onerror=window.hacked=31&gt;",
    "&#60;script&#62;window.hacked=32&#60;/script&#62;",
    "{{constructor.constructor('window.hacked=33')()}}",
    "${window.hacked=34}",
    "{name, plural, other {<b onclick=hacked=35>}}",
    "<!--<img src='--><img src=x onerror=window.hacked=36>'>",
    "`-window.hacked=37-`;window.hacked=37//",
    "%3Cscript%3Ewindow.hacked=38%3C/script%3E",
)
REFUSED = (
    "line\r\n<script>window.hacked=1</script>",
    "\u202e<img src=x onerror=window.hacked=2>",
    "\u0000<svg onload=window.hacked=3>",
)
"""What a line of a card cannot be at all: more than one line, turned around, control characters."""
LONG = "<b>" * 1_000
NOTES = "\n".join(TEXTS)
TRAP = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, sample, blockedURI }) =>
  window.stopped.push(`${violatedDirective} ${blockedURI} ${sample}`));
"""
STRANGE = """
() => [...document.querySelectorAll("body *")]
  .filter((one) =>
    one.matches("main script, iframe, object, embed, base, img, marquee, math, foreignObject, " +
      "svg script, animate, video, main style, main link, main meta, details[ontoggle]") ||
    [...one.attributes].some(({ name, value }) =>
      /^on/i.test(name) ||
      (/^(href|src|action|formaction|data|srcdoc|xlink:href)$/i.test(name) &&
        /^\\s*(javascript|data|vbscript):/i.test(value))))
  .map((one) => one.outerHTML.slice(0, 200))
"""
"""Elements and attributes that nothing of ours makes."""
WRITTEN = """
(within) => [...document.querySelectorAll(within)].map((one) => one.textContent).join("\\n")
"""


def plan_of(outside: int) -> str:
    """Names of queues, outcomes and fields are such texts, and an outside system is asked."""
    queues = [
        {"queue": f"q{n}", "name": text, "wrap_up_s": 60, "ring_s": 60}
        for n, text in enumerate(TEXTS)
    ]
    queues[0]["dispositions"] = [{"code": f"c{n}", "name": text} for n, text in enumerate(TEXTS)]
    source = {
        "kind": "rest",
        "label": TEXTS[3],
        "url": f"http://127.0.0.1:{outside}/find?n={{key}}",
        "values": {f"v{n}": f"v{n}" for n in range(30)},
    }
    return json.dumps(
        {
            "name": "Hostile",
            "numbers": [{"number": "100", "queue": "q0"}],
            "queues": queues,
            "codes": {"break_reasons": {"": "break", "1": "lunch"}},
            "customers": {
                "fields": {f"f{n}": {"label": text} for n, text in enumerate(TEXTS)},
                "sources": {"shop": source},
            },
        }
    )


@asynccontextmanager
async def outside_system() -> AsyncIterator[int]:
    """A system that answers each question with such texts; its port."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({f"v{n}": text for n, text in enumerate(TEXTS)})

    app = web.Application()
    app.router.add_get("/find", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A centre in which every name is such a text."""
    folder = tmp_path_factory.mktemp("hostile-screens")
    async with outside_system() as port:
        (folder / "plan.yaml").write_text(plan_of(port))
        environment = {
            "CALLWRIGHT_PLAN": str(folder / "plan.yaml"),
            "CALLWRIGHT_OUTSIDE_LOOPBACK_HOSTS": '["127.0.0.1"]',
        }
        async with running_service(folder / "home", environment) as service:
            for name, text in zip(("anna", "boris", "vera"), TEXTS[3:], strict=False):
                await service.api("PATCH", f"/users/{name}", {"display_name": text})
                await service.api("POST", f"/users/{name}/password", {"password": PASSWORD})
            person = {"name": "mia", "display_name": TEXTS[6], "roles": ["manager"]}
            await service.api("POST", "/users", {**person, "password": PASSWORD})
            yield service


async def no_trap_sprang(screen: Screen) -> None:
    """Nothing ran, nothing had to be stopped, and nothing of it became an element."""
    assert await screen.page.evaluate(STRANGE) == []
    assert await screen.page.evaluate("window.stopped") == []
    await screen.no_trouble()


async def shows(page: Page, texts: Iterable[str], within: str = "main") -> None:
    """All of these stand there, letter by letter."""
    wanted = list(texts)

    async def missing() -> list[str]:
        written = await page.evaluate(WRITTEN, within)
        return [text for text in wanted if text not in written]

    async def all_there() -> bool:
        return not await missing()

    try:
        await until(all_there, PATIENCE_S, f"all of the texts are shown in {within}")
    except AssertionError as error:
        error.add_note(f"missing: {await missing()}")
        raise


@asynccontextmanager
async def trapped(browser: Browser, centre: Service) -> AsyncIterator[Screen]:
    """A page with a trap in it."""
    async with context_of(browser) as context:
        await context.add_init_script(TRAP)
        screen = Screen(await context.new_page(), centre)
        yield screen
        await no_trap_sprang(screen)


async def test_the_trap_springs(browser: Browser, centre: Service) -> None:
    async with context_of(browser) as context:
        await context.add_init_script(TRAP)
        screen = Screen(await context.new_page(), centre)
        await screen.go("/signin")
        await screen.page.locator("form").wait_for()
        await screen.page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=/icon onerror=hacked=1>')"
        )

        async def stopped() -> bool:
            return bool(await screen.page.evaluate("window.stopped.length"))

        await until(stopped, PATIENCE_S, "the policy stops it")
        assert len(await screen.page.evaluate(STRANGE)) == 1
        with pytest.raises(AssertionError):
            await screen.no_trouble()


def file_of(rows: Iterable[dict[str, str]]) -> bytes:
    """A file of customers."""
    out = StringIO()
    table = csv.DictWriter(out, ["name", "company", "numbers", "notes", "f1"])
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


async def import_cards(service: Service, file: bytes) -> int:
    """As the page of customers sends a file; how many cards were made."""
    async with signed_in(service, ADMIN, ADMIN_PASSWORD) as http:
        headers = {"Content-Type": "text/csv"}
        url = f"{service.url}/api/v1/customers/import"
        async with http.post(url, data=file, headers=headers) as response:
            assert response.status == 200, await response.text()
            return int((await response.json())["created"])


@asynccontextmanager
async def signed_in(
    service: Service, name: str, password: str
) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody's cookie and token, without a page."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        who = {"name": name, "password": password}
        async with http.post(f"{service.url}/api/v1/session", json=who) as response:
            http.headers["X-Callwright-Token"] = (await response.json())["csrf"]
        yield http


async def test_customers_cards_are_text(browser: Browser, centre: Service) -> None:
    made = []
    for n, text in enumerate(TEXTS):
        card = {"name": text, "company": TEXTS[-n], "notes": text, "numbers": [f"+4930777{n:03}"]}
        full = {**card, "fields": {f"f{n}": text}}
        made.append(await centre.api("POST", "/customers", full))
    for text in (*REFUSED, LONG):
        card = {"name": text, "company": "", "notes": "", "numbers": ["+4930778000"]}
        await centre.api("POST", "/customers", card, expect=422)
    rows = [
        {"name": f"In {text}", "company": text, "numbers": f"+4930888{n:03}", "notes": text}
        for n, text in enumerate(TEXTS)
    ]
    assert await import_cards(centre, file_of(rows)) == len(TEXTS)
    async with trapped(browser, centre) as screen:
        page = screen.page
        await screen.go("/customers")
        await screen.sign_in("mia")
        await page.locator("#cust-search").fill("In")
        await shows(page, [f"In {text}" for text in TEXTS])
        for card in made[::7]:
            await screen.go(f"/customers?at={card['id']}")
            texts = [card["name"], card["company"], card["notes"], *card["fields"].values()]
            await shows(page, texts, ".cust-panel")
            assert await page.evaluate(STRANGE) == []


async def test_a_call_in_which_everything_is_hostile(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    fields = {f"f{n}": text for n, text in enumerate(TEXTS)}
    known = {"name": TEXTS[0], "company": TEXTS[1], "notes": NOTES, "fields": fields}
    await centre.api("POST", "/customers", {**known, "numbers": ["+442079460018"]})
    async with (
        context_of(browser) as context,
        await NamedCaller.open(*centre.sip, "+442079460018") as caller,
    ):
        await prepare(context)
        await context.add_init_script(TRAP)
        seat = Seat(await context.new_page(), centre)
        page = seat.page
        await seat.go("/operator")
        await seat.sign_in("anna")
        await page.evaluate(CHECKED, "anna")
        await page.reload()
        await centre.wait_card("operators/anna", phone="free")
        await centre.set_availability("anna", "ready")
        caller.shown = TEXTS[3]
        await caller.dial("100", PATIENCE_S)
        await page.get_by_role("button", name="Answer").wait_for()
        await expect(page.locator(".who-name")).to_have_text(TEXTS[0])
        await expect(page.locator(".who .name")).to_have_text(TEXTS[3])
        assert TEXTS[0][:20] in await page.title()
        await seat.press("F2")
        card = await scene.talking(caller, "anna")
        await shows(page, TEXTS, ".pick")
        await shows(page, TEXTS, ".chip-name")
        await shows(page, TEXTS, ".card-fields dd")
        await shows(page, [TEXTS[1], NOTES], ".customer .card")
        await shows(page, [TEXTS[3]], ".outside h3")
        await shows(page, TEXTS[:30], ".outside dd")
        await page.locator(".notes textarea").fill(NOTES)
        await expect(page.locator(".notes-state")).to_have_text("Saved")
        await seat.press("Alt+4")
        await expect(page.locator(".outcome-picks .state.ready")).to_have_text(TEXTS[3])
        await seat.press("Alt+t")
        await shows(page, [TEXTS[4], TEXTS[5]], "dialog.transfer")
        await seat.press("Escape")
        await page.get_by_role("button", name="Change the card").click()
        await expect(page.locator(".card-form input").first).to_have_value(TEXTS[0])
        await seat.press("F4")
        await page.locator(".panel.own.wrap_up").wait_for()
        await no_trap_sprang(seat)
        notes = await centre.api("GET", f"/calls/{card['call']}/notes")
        assert notes["text"] == NOTES


async def test_callers_names_are_text_at_supervisor_and_manager(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    spoken = [text for text in TEXTS if len(text) < 79]
    async with AsyncExitStack() as callers, trapped(browser, centre) as screen:
        page = screen.page
        await screen.go("/supervisor")
        await screen.sign_in(ADMIN, ADMIN_PASSWORD)
        numbers = []
        for n, text in enumerate(spoken):
            caller = await NamedCaller.open(*centre.sip, f"20255510{n:02}")
            await callers.enter_async_context(caller)
            caller.shown = text.replace("\\", "\\\\").replace('"', '\\"')
            await caller.dial("100", PATIENCE_S)
            numbers.append(caller.number)
        await shows(page, [*spoken, TEXTS[4], TEXTS[5]])  # the last two are operators
        assert await page.evaluate(STRANGE) == []
        await callers.aclose()
        for number in numbers:
            row = await scene_row(centre, number)
        await screen.go(f"/manager?call={row['id']}")
        await shows(page, spoken)
        assert await page.evaluate(STRANGE) == []


async def scene_row(service: Service, number: str) -> dict[str, object]:
    """The row of a caller who has gone."""

    async def ended() -> dict[str, object] | None:
        rows = await service.calls(f"&search={number}")
        return dict(rows[0]) if rows and rows[0]["ended_at"] else None

    return await until(ended, PATIENCE_S, f"the call of {number} ended")


async def test_names_of_people_and_of_the_plan_are_text(browser: Browser, centre: Service) -> None:
    for n, text in enumerate(TEXTS):
        person = {"name": f"p{n}", "display_name": text, "roles": ["supervisor"]}
        await centre.api("POST", "/users", {**person, "password": f"blue-river-{n}-west"})
    async with trapped(browser, centre) as screen:
        page = screen.page
        await screen.go("/people")
        await screen.sign_in(ADMIN, ADMIN_PASSWORD)
        await shows(page, TEXTS)
        for path in ("/people?view=audit", "/people?view=skills", "/people?view=teams"):
            await screen.go(path)
            await page.locator("main h1, main h2").first.wait_for()
            assert await page.evaluate(STRANGE) == []
        await screen.go("/plan?view=queues")
        await shows(page, TEXTS)
        await screen.go("/plan")
        await page.locator("[data-box]").first.wait_for()
        assert await page.evaluate(STRANGE) == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_foreign_page_gets_nowhere_with_the_cookie(centre: Service, origin: str) -> None:
    """As a page elsewhere would with the browser's cookie, even if it had the token."""
    foreign = {"Origin": origin}
    async with signed_in(centre, "anna", PASSWORD) as http:
        for path, protocols in (("/ws", ()), ("/sip", ("sip",))):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await http.ws_connect(centre.url + path, headers=foreign, protocols=protocols)
            assert refused.value.status == 403, path
        ready = f"{centre.url}/api/v1/operators/anna/availability"
        async with http.post(ready, json={"availability": "break"}, headers=foreign) as response:
            assert response.status == 403
        async with http.post(ready, json={"availability": "break"}) as response:
            assert response.status == 202
