from typing import Any

import msgspec

from desk.answers import to_json
from desk.views import View, board_shape, encode_cards
from tests.support.desk_fakes import ANNA, BORIS, NOON, FakeBoard, call_card, example_cards
from vocabulary.board import BoardDelta, PartyCard, StandingCard
from vocabulary.ids import NodeId, OperatorId
from vocabulary.states import CallState


def board_of() -> FakeBoard:
    board = FakeBoard()
    board.cards = example_cards()
    return board


def followed(board: FakeBoard, operator: OperatorId | None, history: int = 9) -> View:
    view = View(operator, board.snapshot(), history)

    def take(delta: BoardDelta) -> None:
        view.take(delta, encode_cards(delta.set))

    board.subscribe(take)
    return view


def since(view: View, seq: int, epoch: str = "first") -> list[Any] | None:
    messages = view.since(epoch, seq)
    return None if messages is None else [msgspec.json.decode(one) for one in messages]


def told(view: View, seq: int) -> list[tuple[int, list[str], list[str]]]:
    messages = since(view, seq)
    assert messages is not None
    return [(one["seq"], list(one["set"]), one["drop"]) for one in messages]


def test_who_sees_what() -> None:
    board = board_of().snapshot()
    everything = msgspec.json.decode(to_json(board_shape(board, None)))
    assert set(everything["cards"]) == set(board.cards)
    own = msgspec.json.decode(to_json(board_shape(board, ANNA)))
    mine = {"service", "standing", "queues/support", "operators/anna", "calls/c-anna"}
    assert set(own["cards"]) == mine


def test_a_call_comes_when_it_rings_and_goes_when_it_passes_on() -> None:
    board = board_of()
    view = followed(board, ANNA)
    board.put({"calls/c-new": call_card("c-new")})
    board.put({"calls/c-new": call_card("c-new", ringing=(ANNA, BORIS))})
    board.put({"calls/c-new": call_card("c-new", ringing=(BORIS,))})
    board.put({"calls/c-new": call_card("c-new", operator=BORIS)})
    board.put(drop=("calls/c-new",))
    assert told(view, 7) == [
        (8, [], []),
        (9, ["calls/c-new"], []),
        (10, [], ["calls/c-new"]),
        (11, [], []),
        (12, [], []),
    ]


def test_a_call_is_seen_by_whoever_is_asked_into_it() -> None:
    board = board_of()
    view = followed(board, ANNA)
    card = call_card("c-boris", operator=BORIS)
    for party in (PartyCard("ringing", NOON, ANNA), PartyCard("talking", NOON), None):
        board.put({"calls/c-boris": msgspec.structs.replace(card, party=party)})
    assert told(view, 7) == [(8, ["calls/c-boris"], []), (9, [], ["calls/c-boris"]), (10, [], [])]


def test_an_operator_never_hears_of_others_not_even_their_ids() -> None:
    board = board_of()
    view = followed(board, ANNA)
    board.put({"operators/boris": board.cards["operators/boris"], "today": board.cards["today"]})
    board.put({"calls/c-boris": call_card("c-boris", operator=BORIS)})
    board.put(drop=("calls/c-boris", "operators/boris"))
    messages = view.since("first", 7)
    assert messages is not None
    assert b"boris" not in b"".join(messages)
    assert b"today" not in b"".join(messages)


def test_every_screen_hears_of_a_new_plan() -> None:
    board = board_of()
    for operator in (None, ANNA):
        view = followed(board, operator)
        begin = board.seq
        board.put({"standing": StandingCard(3, NOON, "mia", {"shop": None}, "outage")})
        (message,) = since(view, begin) or []
        assert message["set"]["standing"]["revision"] == 3
        assert message["set"]["standing"]["closed"] == {"shop": None}


def test_where_a_caller_is_in_the_flow_passes_through() -> None:
    board = board_of()
    view = followed(board, None)
    card = msgspec.structs.replace(
        call_card("c-menu"), state=CallState.IVR, node=NodeId("main"), revision=3, language="ru"
    )
    board.put({"calls/c-menu": card})
    (message,) = since(view, 7) or []
    told = message["set"]["calls/c-menu"]
    shown = (told["state"], told["node"], told["revision"], told["language"])
    assert shown == ("ivr", "main", 3, "ru")


def test_an_unknown_kind_of_card_is_hidden() -> None:
    board = board_of()
    view = followed(board, ANNA)
    board.put({"secrets/plan": board.cards["service"], "calls/odd": board.cards["service"]})
    assert told(view, 7) == [(8, [], [])]


def test_going_on_where_one_stopped() -> None:
    board = board_of()
    view = followed(board, None, history=3)
    for _ in range(5):
        board.put({"today": board.cards["today"]})
    assert since(view, 12) == []
    assert [one["seq"] for one in since(view, 9) or []] == [10, 11, 12]
    assert since(view, 8) is None, "not all kept any more"
    assert since(view, 13) is None, "never sent"
    assert since(view, 12, epoch="other") is None


def test_starting_anew_forgets() -> None:
    board = board_of()
    view = followed(board, ANNA)
    board.put({"calls/c-anna": call_card("c-anna", operator=BORIS)})
    view.start_anew(board.snapshot())
    assert since(view, 7) is None
    assert since(view, 8) == []
    board.put(drop=("calls/c-anna",))
    assert told(view, 8) == [(9, [], [])]


def test_a_snapshot_is_made_once_for_all_who_connect() -> None:
    board = board_of()
    view = followed(board, None)
    first = view.snapshot(board.snapshot())
    assert view.snapshot(board.snapshot()) is first
    board.put({"today": board.cards["today"]})
    later = msgspec.json.decode(view.snapshot(board.snapshot()))
    assert (later["type"], later["epoch"], later["seq"]) == ("snapshot", "first", 8)
    assert later["cards"]["calls/c-anna"]["caller"] == "+4930123456"
