"""The moments of a call in words, for `callwright calls show --why`."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from switchboard.commands.common import out, printable, show_json
from switchboard.plan import Plan
from vocabulary.facts import OfferMade, Step
from vocabulary.ids import OperatorId, QueueId
from vocabulary.records import CallRow, Person
from vocabulary.words.catalogue import Language
from vocabulary.words.speaker import Speaker, number
from vocabulary.words.why import Explained, Told, moments_of, operators_in, tell

INDENT = " " * 10
GAP = 2


class Spoken(StrEnum):
    """The languages of the words."""

    EN = "en"
    RU = "ru"


class WhyNames:
    """Names as the plan and the list of people have them; ids where they have none."""

    def __init__(self, plan: Plan, people: Sequence[Person]) -> None:
        self.zone = plan.zone
        self._queues = {queue.queue: queue.name for queue in plan.queues}
        self._people = {person.name: person.display_name for person in people}

    def queue(self, queue: QueueId) -> str:
        """A queue's name."""
        return printable(self._queues.get(queue, queue))

    def operator(self, operator: OperatorId) -> str:
        """An operator's name."""
        return printable(self._people.get(operator, operator))


def show_why(
    row: CallRow, steps: Sequence[Step], names: WhyNames, language: Language, *, as_json: bool
) -> None:
    """Print every moment at which something was decided about the call, in order."""
    by = Speaker(language, names.operator, names.queue)
    moments = [
        (at.astimezone(names.zone), fact, tell(fact, by)) for at, fact in moments_of(row.id, steps)
    ]
    if as_json:
        built = [_as_json(at, fact, told, by) for at, fact, told in moments]
        show_json({"call": row.id, "language": language, "moments": built})
        return
    if not moments:
        _line(by.say("why.nothing"))
    shown: Told | None = None
    for at, _, told in moments:
        for number_of, text in enumerate(told.lines):
            _line(f"{at:%H:%M:%S}  {text}" if number_of == 0 else INDENT + text)
        _show_excluded(told, shown, by)
        _show_terms(told, by)
        shown = told if told.excluded else shown


def _show_excluded(told: Told, before: Told | None, by: Speaker) -> None:
    """Who cannot take the call, unless that was said a moment before just so."""
    if not told.excluded or (before is not None and told.excluded == before.excluded):
        return
    _line(f"{INDENT}{by.say('why.cannot')}:")
    width = max(len(group.reason) for group in told.excluded)
    for group in told.excluded:
        names = ", ".join(group.names)
        _line(f"{INDENT}  {group.reason:{width}}{' ' * GAP}{names}")
    if told.more_excluded:
        _line(f"{INDENT}  {by.say('why.more', {'n': told.more_excluded})}")


def _show_terms(told: Told, by: Speaker) -> None:
    """The terms of the index: one line a term, one column a candidate."""
    if not told.terms:
        return
    table = [("", *told.candidates)]
    for row in told.terms:
        cells = ["" if value is None else number(value, by) for value in row.values]
        table.append((row.word, *cells))
    sums = (number(value, by, signed=False) for value in told.sums)
    table.append((by.say("why.index"), *sums))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for word, *columns in table:
        sized = zip(columns, widths[1:], strict=True)
        cells = [f"{cell:>{width + GAP}}" for cell, width in sized]
        _line(f"{INDENT}  {word:{widths[0]}}{''.join(cells)}")
    if told.more_candidates:
        _line(f"{INDENT}  {by.say('why.more_rivals', {'n': told.more_candidates})}")


def _line(text: str) -> None:
    out.print(printable(text).rstrip(), markup=False, soft_wrap=True)


def _as_json(at: datetime, fact: Explained, told: Told, by: Speaker) -> dict[str, Any]:
    """The moment as the API tells it, and its words."""
    return {
        "at": at,
        "kind": "offer" if isinstance(fact, OfferMade) else "waiting",
        "fact": fact,
        "names": {str(name): by.operator(name) for name in operators_in(fact)},
        "words": list(told.lines),
        "excluded": [
            {"reason": group.reason, "operators": list(group.names)} for group in told.excluded
        ],
    }
