"""A plan that is good, and what is found when something of it is changed."""

from switchboard.planning.checking import read_plan
from vocabulary.findings import Severity
from vocabulary.plans import TextFinding

SHOP = """
name: Shop
timezone: Europe/Berlin
languages: [en, ru]
numbers:
  - {number: "100", start: main, person: support}
  - {number: "200", queue: greek, needs: {billing: 3}}
flow:
  main: {kind: menu, say: welcome, keys: {"1": support, "2": order, "9": tongue}, otherwise: late}
  tongue: {kind: language, say: welcome, keys: {"1": en, "2": ru}, next: main}
  order: {kind: digits, say: which, name: order, least: 4, most: 6, next: look, otherwise: main}
  look: {kind: look_up, key: order, found: told, missing: support}
  told: {kind: say, say: found, next: support}
  late: {kind: hours, hours: shop, open: support, closed: message}
  message: {kind: message, next: rating}
  rating: {kind: survey, say: which, question: rating, next: abroad}
  abroad: {kind: transfer, number: "+4930999", otherwise: bye}
  asking: {kind: criteria, needs: {billing: 2}, preferred: anna, next: greek}
  known: {kind: recognise, vip: asking, otherwise: bye}
  back: {kind: callback, queue: support, otherwise: bye}
  bye: {kind: hang_up, say: goodbye}
outside: ["+4930999"]
prompts:
  welcome: {en: Welcome, ru: Привет}
  which: {en: Which, ru: Какой}
  found: {en: "You are {name}", ru: "Вы {name}"}
  patience: {en: Patience, ru: Терпение}
  outage: {en: Sorry, ru: Увы}
incidents: [outage]
hours:
  shop: {week: {mon-fri: "09:00-18:00"}}
queues:
  - queue: support
    name: Support
    waiting:
      announce: {comfort: [patience], keys: which}
      keys: {"1": back, "2": known}
      overflow: [{when: too_long, after_s: 60, to: greek}]
  - queue: greek
    name: Greek
    operators: [anna, boris]
    requires: {greek: 5}
    prefers: [billing]
    widen: [{after_s: 20, requires: {greek: 2}, join: [vera]}]
    waiting:
      hours: shop
      closed: message
      overflow: [{when: too_long, after_s: 600, to: message}]
      after_talk: rating
skills: [greek, billing]
operators:
  anna: {skills: {greek: 8, billing: 4}, queues: {greek: {rank: 1}}}
  boris: {skills: {greek: 3}, queues: {greek: {rank: 2, delay_s: 5}, support: {rank: 1}}}
  vera: {reserve_s: 30}
callers:
  - {number: "+49 30 1", name: Ada, priority: 3, preferred: anna, customer: "77"}
recording: {except_queues: [greek]}
"""


def changed(old: str, new: str) -> str:
    """The shop with one piece of its text replaced."""
    assert SHOP.count(old) == 1, f"{old!r} is there {SHOP.count(old)} times"
    return SHOP.replace(old, new)


def found_in(text: str) -> tuple[TextFinding, ...]:
    """All findings of a text."""
    return read_plan(text).findings


def told(text: str, severity: Severity = Severity.ERROR) -> list[str]:
    """Findings of one severity as lines: place and message."""
    return [
        f"{'.'.join(map(str, each.place))}: {each.message}"
        for each in found_in(text)
        if each.severity is severity
    ]


def warnings(text: str) -> list[str]:
    """What does not forbid publishing."""
    return told(text, Severity.WARNING)
