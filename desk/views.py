"""What each audience sees of the live board, as ready messages.

Supervisors, managers and administrators share one view of everything. Each operator has
a view of its own: the service, what stands of the plan, the queues, its own card and the
calls that it talks in, that a colleague asks it into or that ring at its phone. A call that
passes to somebody else is dropped from the view.

A message is made once for a view, however many screens show it, and the last ones are
kept so that a screen that was away for a moment goes on where it stopped.
"""

from collections import deque
from collections.abc import Mapping

import msgspec

from desk.answers import to_json
from desk.shapes import card_shape
from vocabulary.board import BoardDelta, BoardSnapshot, CallCard, Card
from vocabulary.ids import OperatorId

FOR_ALL = frozenset({"service", "standing"})
"""Cards that every screen needs: whether calls come in, and by which plan."""

Encoded = Mapping[str, msgspec.Raw]


def sees(operator: OperatorId | None, key: str, card: Card) -> bool:
    """Whether an audience sees a card. `operator` is None for those who see everything."""
    if operator is None or key in FOR_ALL:
        return True
    kind = key.partition("/")[0]
    if kind == "queues":
        return True
    if kind == "operators":
        return key == f"operators/{operator}"
    if kind == "calls" and isinstance(card, CallCard):
        asked = card.party is not None and card.party.operator == operator
        return asked or card.operator == operator or operator in card.ringing
    return False


def encode_cards(cards: Mapping[str, Card]) -> dict[str, msgspec.Raw]:
    """Each card as JSON with outside names."""
    return {key: msgspec.Raw(to_json(card_shape(card))) for key, card in cards.items()}


def board_shape(board: BoardSnapshot, operator: OperatorId | None) -> dict[str, object]:
    """The board as one audience sees it: `epoch`, `seq`, `at` and `cards`."""
    cards = {key: card for key, card in board.cards.items() if sees(operator, key, card)}
    return {
        "epoch": board.epoch,
        "seq": board.seq,
        "at": board.at,
        "cards": encode_cards(cards),
    }


class View:
    """The messages for one audience, kept in step with the board."""

    def __init__(self, operator: OperatorId | None, board: BoardSnapshot, history: int) -> None:
        self.operator = operator
        self._history: deque[bytes] = deque(maxlen=history)
        self.start_anew(board)

    def start_anew(self, board: BoardSnapshot) -> None:
        """Take the board as it is and forget what was before."""
        self._epoch = board.epoch
        self._seq = board.seq
        self._visible = {k for k, c in board.cards.items() if sees(self.operator, k, c)}
        self._history.clear()
        self._snapshot: tuple[int, bytes] | None = None

    def snapshot(self, board: BoardSnapshot) -> bytes:
        """The first message of a screen that knows nothing."""
        if self._snapshot is None or self._snapshot[0] != board.seq:
            told = {"type": "snapshot"} | board_shape(board, self.operator)
            self._snapshot = (board.seq, to_json(told))
        return self._snapshot[1]

    def since(self, epoch: str, seq: int) -> tuple[bytes, ...] | None:
        """The messages after `seq`, or None when they are not all kept any more."""
        missed = self._seq - seq
        if epoch != self._epoch or missed < 0 or missed > len(self._history):
            return None
        return tuple(self._history)[len(self._history) - missed :]

    def take(self, delta: BoardDelta, encoded: Encoded) -> bytes:
        """The message of one delta, also when this audience sees nothing of it."""
        shown: dict[str, msgspec.Raw] = {}
        hidden: list[str] = []
        for key, card in delta.set.items():
            if sees(self.operator, key, card):
                shown[key] = encoded[key]
                self._visible.add(key)
            elif key in self._visible:
                hidden.append(key)
        hidden.extend(key for key in delta.drop if key in self._visible)
        self._visible.difference_update(hidden)
        message = to_json(
            {"type": "delta", "seq": delta.seq, "at": delta.at, "set": shown, "drop": hidden}
        )
        self._seq = delta.seq
        self._history.append(message)
        return message
