"""Hand-written fakes of what the desk needs for work in calls: notes, and numbers to call."""

import msgspec

from desk.ports import DispositionSummary
from vocabulary.ids import CallId, OperatorId
from vocabulary.ports import DialRefused
from vocabulary.records import NoteRow, NotesChanged

DISPOSITIONS = (
    DispositionSummary(
        "billing",
        "Billing",
        (DispositionSummary("refund", "Refund"), DispositionSummary("question", "Question")),
    ),
    DispositionSummary("spam", "Spam"),
)


class FakeNotes:
    def __init__(self) -> None:
        self.rows: dict[str, NoteRow] = {}

    async def get(self, call: CallId) -> NoteRow:
        return self.rows.get(call, NoteRow(call))

    async def save(self, note: NoteRow) -> NoteRow:
        kept = await self.get(note.call)
        if note.version != kept.version:
            raise NotesChanged(note.call)
        self.rows[note.call] = msgspec.structs.replace(note, version=note.version + 1)
        return self.rows[note.call]


class FakeDialling:
    """Numbers of Germany only; `asked` is who wanted which."""

    def __init__(self) -> None:
        self.asked: list[tuple[OperatorId, str]] = []

    def number(self, operator: OperatorId, pii_typed: str) -> str:
        self.asked.append((operator, pii_typed))
        number = pii_typed.replace(" ", "")
        if number.startswith("0"):
            number = f"+49{number[1:]}"
        if not number.startswith("+49"):
            raise DialRefused("not_allowed", "This number may not be called. Ask a manager.")
        return number
