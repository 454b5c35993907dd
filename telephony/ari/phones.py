"""Operators' phones: each is one or two endpoints of Asterisk.

An operator has a SIP phone, the endpoint `101`, and may have one in the page, `web-101`.
For the core both are one phone, the extension `101`.
"""

from collections.abc import Iterable

from telephony.ari.events import Endpoint
from vocabulary.ids import extension_of_phone, web_phone
from vocabulary.inputs import PhoneReported
from vocabulary.states import PhoneState

TECHNOLOGY = "PJSIP"
_NOTHING_KNOWN = Endpoint(TECHNOLOGY, "")


class Phones:
    """What each endpoint was last heard to be."""

    def __init__(self) -> None:
        self._known: dict[str, Endpoint] = {}

    def learn(self, endpoints: Iterable[Endpoint]) -> tuple[PhoneReported, ...]:
        """All endpoints that there are; answers the state of every phone."""
        self._known = {each.resource: each for each in endpoints if _is_phone(each)}
        extensions = (extension_of_phone(resource) for resource in self._known)
        return tuple(
            self._report(extension)
            for extension in dict.fromkeys(extensions)
            if extension is not None
        )

    def take(self, endpoint: Endpoint) -> PhoneReported | None:
        """One endpoint changed; answers the state of its phone, None if it is none."""
        extension = extension_of_phone(endpoint.resource)
        if extension is None or not _is_phone(endpoint):
            return None
        self._known[endpoint.resource] = endpoint
        return self._report(extension)

    def ways(self, extension: str) -> tuple[str, ...]:
        """The endpoints to ring, one after the other until one can be rung.

        The page's comes first. Where none is known to be there, Asterisk is asked for the
        SIP phone all the same: it knows best.
        """
        both = web_phone(extension), extension
        there = tuple(each for each in both if self._state(each).state == "online")
        return there or (extension,)

    def _state(self, resource: str) -> Endpoint:
        return self._known.get(resource, _NOTHING_KNOWN)

    def _report(self, extension: str) -> PhoneReported:
        both = self._state(web_phone(extension)), self._state(extension)
        if any(each.channel_ids for each in both):
            return PhoneReported(extension, PhoneState.BUSY)
        online = any(each.state == "online" for each in both)
        return PhoneReported(extension, PhoneState.FREE if online else PhoneState.UNREACHABLE)


def _is_phone(endpoint: Endpoint) -> bool:
    return endpoint.technology == TECHNOLOGY and extension_of_phone(endpoint.resource) is not None
