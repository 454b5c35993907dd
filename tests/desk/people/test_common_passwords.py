import pytest

from desk.people.common_passwords import is_common


@pytest.mark.parametrize(
    "password",
    ["password", "Password2026!", "callwright123", "1q2w3e4r5t6y", "asdfghjklz", "9876543210"],
)
def test_known_ones(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", ["gentle-otter-42", "passwordless entry", "x7!kf02msQ9"])
def test_others(password: str) -> None:
    assert not is_common(password)
