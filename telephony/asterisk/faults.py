"""What can go wrong here, each as one sentence with the way to mend it."""


class AsteriskFault(Exception):
    """Something that a person has to mend.

    `message` says what is wrong and where, `mend` what to do about it; both are single
    sentences that can be shown as they are.
    """

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message} {mend}")
        self.message = message
        self.mend = mend


class RuntimeUnavailable(AsteriskFault):
    """A program that we need can neither be found nor fetched on this machine."""


class SettingsRefused(AsteriskFault):
    """A setting that cannot be used. `setting` names it."""

    def __init__(self, setting: str, message: str, mend: str) -> None:
        super().__init__(f"{setting}: {message}", mend)
        self.setting = setting


class SecretsRefused(AsteriskFault):
    """A secret that others can read, or that cannot be kept."""


class PortTaken(AsteriskFault):
    """A port that Asterisk needs is used by another program."""


class StartFailed(AsteriskFault):
    """Asterisk did not come up. `tail` holds the last lines of its log."""

    def __init__(self, message: str, mend: str, tail: str = "") -> None:
        super().__init__(message, mend)
        self.tail = tail
