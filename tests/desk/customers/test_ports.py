"""What the desk is given for customers."""

from desk.customers.ports import CustomersDesk
from tests.support.one_customer import one_customer


async def test_without_sources_nobody_is_asked_outside() -> None:
    parts = one_customer()
    assert isinstance(parts, CustomersDesk)
    assert await parts.outside("4930123456") == ()
