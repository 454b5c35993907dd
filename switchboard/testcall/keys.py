"""Pressed keys as RTP carries them: named events, RFC 4733. Pure.

A key is held for five frames of 20 ms. Each of its packets tells how long it is held so
far, the last one comes three times, and a pause follows, so that two equal keys are two.
"""

import struct

from switchboard.testcall.audio import FRAME

KEYS = "0123456789*#"
_EVENT = struct.Struct("!BBH")
_END = 0x80
_VOLUME = 10  # dBm0 below zero
_HELD, _ENDS, _PAUSE = 5, 3, 4  # frames
_MOST_HEARD = 1_000


class Key:
    """One key on its way, frame by frame. Raises ValueError for what is no key."""

    def __init__(self, key: str) -> None:
        if len(key) != 1 or key not in KEYS:
            raise ValueError(f"{key!r} is no key: use 0 to 9, * and #")
        self._event = KEYS.index(key)
        self.frame = 0

    @property
    def done(self) -> bool:
        """It is let go and the pause after it is over."""
        return self.frame >= _HELD + _ENDS + _PAUSE

    def next_frame(self) -> bytes:
        """The payload of this frame; empty in the pause."""
        self.frame += 1
        if self.frame > _HELD + _ENDS:
            return b""
        end = _END if self.frame > _HELD else 0
        return _EVENT.pack(self._event, end | _VOLUME, min(self.frame, _HELD) * FRAME)


class Hearing:
    """Puts together what the other side pressed. A key counts once, when it is let go."""

    def __init__(self) -> None:
        self.keys = ""
        self._last: int | None = None

    def take(self, payload: bytes, stamp: int) -> None:
        """One event packet; `stamp` is its RTP time, the same for all packets of a key."""
        if len(payload) < _EVENT.size or len(self.keys) >= _MOST_HEARD:
            return
        event, flags, _ = _EVENT.unpack_from(payload)
        if flags & _END and stamp != self._last and event < len(KEYS):
            self._last = stamp
            self.keys += KEYS[event]
