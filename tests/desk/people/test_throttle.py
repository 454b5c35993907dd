from datetime import timedelta

from desk.people.throttle import ADDRESS, CAPACITY, PAIR, SIEGE_AFTER, BackOff, Throttle, network_of
from tests.support.desk_fakes import NOON


def try_until_refused(throttle: Throttle, address: str, account: str, most: int = 1000) -> int:
    for tried in range(most):
        if throttle.begin(NOON, address, account) > 0:
            return tried
    return most


def test_the_wait_doubles_up_to_a_limit() -> None:
    back_off = BackOff(free=2, first_s=1, most_s=5)
    assert [back_off.wait_s(n) for n in range(7)] == [0, 0, 1, 2, 4, 5, 5]
    assert back_off.wait_s(10_000) == 5


def test_a_pair_has_five_tries_and_then_waits() -> None:
    throttle = Throttle()
    assert try_until_refused(throttle, "10.0.0.1", "anna") == PAIR.free
    wait_s = throttle.begin(NOON, "10.0.0.1", "anna")
    assert 0 < wait_s <= PAIR.first_s
    later = NOON + timedelta(seconds=wait_s)
    assert throttle.begin(later, "10.0.0.1", "anna") == 0
    assert throttle.begin(later, "10.0.0.1", "anna") == 2 * PAIR.first_s


def test_refused_tries_are_free_of_charge() -> None:
    throttle = Throttle()
    try_until_refused(throttle, "10.0.0.1", "anna")
    first = throttle.begin(NOON, "10.0.0.1", "anna")
    for _ in range(100):
        assert throttle.begin(NOON, "10.0.0.1", "anna") == first


def test_a_thousand_tries_from_elsewhere_do_not_lock_the_victim_out() -> None:
    throttle = Throttle()
    for number in range(1000):
        throttle.begin(NOON, f"10.1.{number % 256}.{number // 256}", "anna")
    assert throttle.begin(NOON, "192.168.0.7", "anna") == 0


def test_the_victim_keeps_coming_in_during_a_siege() -> None:
    throttle = Throttle()
    for number in range(1000):
        throttle.begin(NOON, f"10.1.{number % 256}.{number // 256}", "anna")
        assert throttle.begin(NOON, "192.168.0.7", "anna") == 0
        throttle.succeeded("192.168.0.7", "anna")


def test_under_siege_a_new_address_has_one_try() -> None:
    throttle = Throttle()
    for number in range(SIEGE_AFTER):
        assert throttle.begin(NOON, f"10.1.0.{number}", "anna") == 0
    assert try_until_refused(throttle, "10.2.0.1", "anna") == 1
    assert throttle.begin(NOON, "10.2.0.1", "anna") == 60


def test_an_address_cannot_spray_all_accounts() -> None:
    throttle = Throttle()
    allowed = sum(throttle.begin(NOON, "10.0.0.1", f"name{n}") == 0 for n in range(1000))
    assert allowed == ADDRESS.free


def test_a_stranger_in_the_office_does_not_close_the_door_for_colleagues() -> None:
    throttle = Throttle()
    assert throttle.begin(NOON, "10.0.0.1", "boris") == 0
    throttle.succeeded("10.0.0.1", "boris")
    for number in range(1000):
        throttle.begin(NOON, "10.0.0.1", f"name{number}")
    assert throttle.begin(NOON, "10.0.0.1", "boris") == 0
    assert throttle.begin(NOON, "10.0.0.1", "vera") > 0


def test_success_forgets_the_pair_but_not_the_address() -> None:
    throttle = Throttle()
    for number in range(1000):
        throttle.begin(NOON, "10.0.0.1", "own")
        throttle.succeeded("10.0.0.1", "own")
        if throttle.begin(NOON, "10.0.0.1", f"victim{number}") > 0:
            break
    assert number == ADDRESS.free


def test_failures_are_forgotten_after_an_hour() -> None:
    throttle = Throttle()
    try_until_refused(throttle, "10.0.0.1", "anna")
    later = NOON + timedelta(hours=1, seconds=1)
    for _ in range(PAIR.free):
        assert throttle.begin(later, "10.0.0.1", "anna") == 0
    assert throttle.begin(later, "10.0.0.1", "anna") > 0


def test_memory_is_bounded() -> None:
    throttle = Throttle(capacity=100)
    for number in range(1000):
        address = f"10.{number // 256}.{number % 256}.1"
        throttle.begin(NOON, address, f"name{number}")
        throttle.succeeded(f"10.9.{number % 256}.{number // 256}", f"name{number}")
    assert max(throttle.sizes()) <= 100
    assert CAPACITY < 100_000


def test_an_ipv6_address_counts_as_its_network() -> None:
    assert network_of("2001:db8:1:2:3::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:10.0.0.1") == "10.0.0.1"
    assert network_of("not an address") == "not an address"
