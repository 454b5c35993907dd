"""app_queue set up as well as it can be, beside ours on the same Asterisk.

Two queues over the same phones: all of them, and the few of the free-to-ring phase. What
is slow in an ordinary set-up is avoided: `Answer(,i)` does not wait for the caller's
first audio packet (a plain `Answer()` waits up to 500 ms for it, 80 ms with a caller
that sends at once), `retry` is its least, `autofill` serves callers side by side.
"""

from collections.abc import Sequence

ALL_PHONES = "900"
FEW_PHONES = "901"
MODULES = ("app_queue", "app_mixmonitor")
RECORDING = "MixMonitor through monitor-format=wav: mono, from the join"


def dialplan() -> str:
    """The two numbers, as lines of the context where callers arrive."""
    lines = []
    for number, queue in ((ALL_PHONES, "bench-all"), (FEW_PHONES, "bench-few")):
        lines += [
            f"exten => {number},1,Answer(,i)",
            f" same => n,Queue({queue})",
            " same => n,Hangup()",
        ]
    return "\n".join(lines) + "\n"


def queues(extensions: Sequence[str], few: int, ring_s: int) -> str:
    """`queues.conf` for both; the first `few` extensions serve the small queue."""
    general = "[general]\nautofill=yes\npersistentmembers=no\n"
    return general + "".join(
        _queue(name, members, ring_s)
        for name, members in (("bench-all", extensions), ("bench-few", extensions[:few]))
    )


def _queue(name: str, members: Sequence[str], ring_s: int) -> str:
    options = {
        "strategy": "leastrecent",  # nearest to ours: who was rung longest ago
        "ringinuse": "no",
        "wrapuptime": "0",
        "timeout": str(ring_s),
        "retry": "1",
        "autofill": "yes",
        "musicclass": "default",
        "joinempty": "yes",
        "leavewhenempty": "no",
        "monitor-format": "wav",
    }
    lines = [f"[{name}]", *(f"{key}={value}" for key, value in options.items())]
    lines += [f"member => PJSIP/{extension}" for extension in members]
    return "\n".join(lines) + "\n"
