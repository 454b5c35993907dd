import pytest

from vocabulary.shelf import Shelf


def test_each_revision_gives_its_own_part_and_an_unknown_one_the_newest() -> None:
    shelf = Shelf({1: "one", 3: "three"})
    assert [shelf.of(number) for number in (1, 2, 3, 9)] == ["one", "three", "three", "three"]
    assert (1 in shelf, 2 in shelf, shelf.newest) == (True, False, 3)


def test_a_revision_never_changes() -> None:
    shelf = Shelf({1: "one"})
    shelf.put(2, "two")
    shelf.put(1, "another")
    assert (shelf.of(1), shelf.of(2)) == ("one", "two")


def test_what_nobody_follows_any_more_is_forgotten_but_never_the_newest() -> None:
    shelf = Shelf({1: "one", 2: "two", 3: "three"})
    shelf.keep([2])
    assert (1 in shelf, 2 in shelf, 3 in shelf) == (False, True, True)
    shelf.keep([])
    assert shelf.of(2) == "three"


def test_an_empty_shelf_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one revision"):
        Shelf[str]({})
