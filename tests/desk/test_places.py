import asyncio

import pytest

from desk.errors import Refusal
from desk.places import Places


async def test_few_at_once_and_nobody_queues() -> None:
    places = Places(2, "Others are at it.")
    async with places.place(), places.place():
        with pytest.raises(Refusal) as refused:
            async with places.place():
                pass
        assert (refused.value.status, refused.value.code) == (503, "busy")
        assert refused.value.message == "Others are at it. Try again in a moment."
        assert refused.value.headers["Retry-After"] == "5"
    async with places.place():
        assert places.taken == 1


async def test_a_place_is_given_back_when_whoever_had_it_is_gone() -> None:
    places = Places(1, "Somebody is at it.")
    begun = asyncio.Event()

    async def work() -> None:
        async with places.place():
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with places.place():
        pass
