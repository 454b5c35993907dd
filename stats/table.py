"""A table of cards that remembers what a step changed in it."""

from vocabulary.board import Card


class CardTable:
    """Cards by key. Between two `take_changes` it keeps each touched card's old form.

    So a card that was changed and changed back is no change, and a key that came and
    went within one step is never seen.
    """

    __slots__ = ("_before", "cards")

    def __init__(self) -> None:
        self.cards: dict[str, Card] = {}
        self._before: dict[str, Card | None] = {}

    def put(self, key: str, card: Card) -> None:
        """Set a card."""
        if key not in self._before:
            self._before[key] = self.cards.get(key)
        self.cards[key] = card

    def drop(self, key: str) -> None:
        """Remove a card, if it is there."""
        card = self.cards.pop(key, None)
        if card is not None and key not in self._before:
            self._before[key] = card

    def take_changes(self) -> tuple[dict[str, Card], tuple[str, ...]]:
        """Cards that are new or differ, and keys that are gone, since the last time."""
        changed: dict[str, Card] = {}
        gone: list[str] = []
        for key, before in self._before.items():
            now = self.cards.get(key)
            if now is None:
                if before is not None:
                    gone.append(key)
            elif now != before:
                changed[key] = now
        self._before = {}
        return changed, tuple(gone)
