"""Counted ids, so that a test knows them beforehand."""


class Ids:
    """Counted ids; a copy of the core goes on where the original stands."""

    def __init__(self, made: int = 0) -> None:
        self.made = made

    def __call__(self) -> str:
        self.made += 1
        return f"id{self.made}"
