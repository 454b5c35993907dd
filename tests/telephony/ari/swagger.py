"""What the running Asterisk says of its own interface: Swagger 1.1 documents."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from telephony.ari.client import Access


@dataclass(frozen=True)
class Swagger:
    """All documents of one server. `models` has every model by name."""

    operations: dict[tuple[str, str], dict[str, dict[str, Any]]]
    models: dict[str, dict[str, Any]]
    event_models: frozenset[str]

    def properties(self, model: str) -> dict[str, dict[str, Any]]:
        """A model's own properties and those of whatever it is a sub-type of."""
        found: dict[str, dict[str, Any]] = {}
        for name, each in self.models.items():
            if model in each.get("subTypes", ()):
                found |= self.properties(name)
        found |= self.models[model]["properties"]
        return found


async def read_swagger(access: Access) -> Swagger:
    """Fetch the list of documents and each of them."""
    operations: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    models: dict[str, dict[str, Any]] = {}
    events: frozenset[str] = frozenset()
    headers = {"Authorization": aiohttp.encode_basic_auth(access.user, access.password)}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def fetch(path: str) -> Any:
            async with session.get(f"{access.url}{path}") as response:
                assert response.status == 200, (path, response.status)
                return await response.json(content_type=None)

        for listed in (await fetch("/api-docs/resources.json"))["apis"]:
            path = listed["path"].replace("{format}", "json")
            document = await fetch(path)
            models |= document["models"]
            if path.endswith("/events.json"):
                events = frozenset(document["models"])
            for api in document["apis"]:
                for each in api["operations"]:
                    parameters = {p["name"]: p for p in each.get("parameters", ())}
                    operations[each["httpMethod"], api["path"]] = parameters
    return Swagger(operations, models, events)
