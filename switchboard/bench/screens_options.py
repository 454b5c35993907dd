"""How much the screens bench measures, and what follows from it."""

from dataclasses import dataclass

RING_S = 15
ANSWER_AFTER_MS = 150
"""How long a phone rings before it is picked up."""

PAGE_SHARE = 0.3
"""Share of the calls that the watched operator is to get, so that one page sees enough."""

PAGE_TALK_MS = 250

_FIRST_EXTENSION = 2001
_PAGE_PHONE = "2900"


@dataclass(frozen=True)
class ScreensOptions:
    """How much to measure: `operators` with phones of their own, `rate_per_s` calls for
    `seconds`, `clients` of the live board, `reloads` of a page that talks, `answers` by a click."""

    operators: int = 10
    rate_per_s: float = 5.0
    seconds: float = 20.0
    clients: int = 200
    reloads: int = 50
    answers: int = 20

    def __post_init__(self) -> None:
        """Raises ValueError with a sentence for a person."""
        limits: tuple[tuple[str, float, float, float], ...] = (
            ("--operators", self.operators, 2, 90),
            ("--rate", self.rate_per_s, 0.1, 50),
            ("--seconds", self.seconds, 1, 600),
            ("--clients", self.clients, 1, 450),
            ("--reloads", self.reloads, 1, 500),
            ("answers", self.answers, 1, 500),
        )
        for name, value, least, most in limits:
            if not least <= value <= most:
                raise ValueError(f"{name} is {value:g}; use {least:g} to {most:g}")
        if self.talk_ms < 100:
            raise ValueError(
                f"{self.operators} operators cannot take {self.rate_per_s:g} calls a second: "
                "use more --operators or a lower --rate"
            )

    @property
    def calls(self) -> int:
        """Callers of one stretch of traffic."""
        return max(2, round(self.rate_per_s * self.seconds))

    @property
    def talk_ms(self) -> int:
        """How long all operators but the watched one talk: they take the rest of the calls."""
        others = (self.operators - 1) / (self.rate_per_s * (1 - PAGE_SHARE))
        return min(10_000, round(1000 * others) - ANSWER_AFTER_MS)

    @property
    def extensions(self) -> tuple[str, ...]:
        """Operators with a phone beside the screen; the first one's page is watched."""
        return tuple(str(_FIRST_EXTENSION + i) for i in range(self.operators))

    @property
    def watched(self) -> str:
        """The operator whose page is watched while the others work too."""
        return self.extensions[0]

    @property
    def page_phone(self) -> str:
        """The operator whose phone is in the page."""
        return _PAGE_PHONE

    @property
    def everybody(self) -> tuple[str, ...]:
        """All extensions."""
        return (*self.extensions, self.page_phone)
