"""How much the line bench measures, and what follows from it."""

from dataclasses import dataclass

ANSWER_AFTER_MS = 150
RING_S = 15
LOAD = 0.5
"""Share of the phones that talk in the steady phase."""

_FEW_PHONES = 4
_FIRST_EXTENSION = 2001


@dataclass(frozen=True)
class LineOptions:
    """How much to measure. `calls` for each of the two, in the steady phase."""

    calls: int = 1620
    rate_per_s: float = 27.0
    phones: int = 40

    def __post_init__(self) -> None:
        """Raises ValueError with a sentence for a person."""
        limits: tuple[tuple[str, float, float, float], ...] = (
            ("--calls", self.calls, 10, 100_000),
            ("--rate", self.rate_per_s, 0.1, 200),
            ("--phones", self.phones, 1, 150),
        )
        for name, value, least, most in limits:
            if not least <= value <= most:
                raise ValueError(f"{name} is {value:g}; use {least:g} to {most:g}")
        if self.talk_ms < 100:
            least_phones = round(0.25 * self.rate_per_s / LOAD + 0.5)
            raise ValueError(
                f"{self.phones} phones cannot take {self.rate_per_s:g} calls a second: "
                f"use --phones {least_phones} or a lower --rate"
            )

    @property
    def talk_ms(self) -> int:
        """Mean talk time that keeps half of the phones busy, at most 10 s."""
        return min(10_000, round(1000 * LOAD * self.phones / self.rate_per_s) - ANSWER_AFTER_MS)

    @property
    def extensions(self) -> tuple[str, ...]:
        """The phones' extensions."""
        return tuple(str(_FIRST_EXTENSION + i) for i in range(self.phones))

    @property
    def few(self) -> tuple[str, ...]:
        """The phones of the crowded phase."""
        return self.extensions[:_FEW_PHONES]
