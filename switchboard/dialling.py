"""Which numbers may be called out, as the core of this moment says."""

from telephony.book import CallBook
from vocabulary.ids import OperatorId
from vocabulary.ports import Clock


class CoreDialling:
    """`vocabulary.ports.Dialling`: looks at the core, changes nothing of it."""

    def __init__(self, book: CallBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    def number(self, operator: OperatorId, pii_typed: str) -> str:
        """The number in the form that is dialled. Raises `DialRefused`."""
        return self._book.may_dial(self._clock.now(), operator, pii_typed)
