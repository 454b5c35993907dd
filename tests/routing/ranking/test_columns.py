"""Columns of one name are told together, each is served by its own revision."""

import numpy as np

from routing.plan import QueuePlan
from routing.ranking.columns import IN_FORCE, Columns, Origin
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.ranking.ranked import Ranked
from routing.weights import LoadPlan, Weights
from vocabulary.ids import QueueId

SUPPORT, SALES = QueueId("support"), QueueId("sales")
OLD, GONE = QueueId("support@1"), QueueId("gone@1")
OLDER = {OLD: Origin(SUPPORT, 1), GONE: Origin(QueueId("gone"), 1)}
KEYS = [SUPPORT, SALES, OLD, GONE]


def test_without_older_ones_each_column_stands_for_itself() -> None:
    columns = Columns([SUPPORT, SALES], {})
    assert columns.names == (SUPPORT, SALES)
    assert columns.alike == ((0,), (1,))
    assert columns.first == {SUPPORT: 0, SALES: 1}
    assert columns.revision.tolist() == [IN_FORCE, IN_FORCE]
    assert [one.tolist() for one in columns.sets] == [[True, True]]


def test_columns_of_one_name_know_each_other() -> None:
    columns = Columns(KEYS, OLDER)
    assert columns.names == (SUPPORT, SALES, SUPPORT, "gone")
    assert columns.alike == ((0, 2), (1,), (0, 2), (3,))
    assert columns.first == {SUPPORT: 0, SALES: 1, "gone": 3}
    assert [np.flatnonzero(one).tolist() for one in columns.sets] == [[0, 1], [2, 3]]


def router(keep_free: int = 0) -> Ranked:
    usual = QueuePlan(queue=SUPPORT, name="x", keep_free=keep_free)
    queues = {key: usual.model_copy(update={"queue": key}) for key in KEYS}
    return Ranked(queues, Weights(), LoadPlan(), OLDER)


def test_what_is_learnt_of_a_queue_is_known_in_all_its_columns() -> None:
    made = router()
    made.operator_listed(0.0, Seat("anna", {SUPPORT: Membership(), OLD: Membership()}))
    made.handled(10.0, SUPPORT, "anna", 500.0)
    handling = made.floor.handling
    assert handling.of_queue[2] == handling.of_queue[0] == (5 * 180 + 500) / 6
    assert handling.relative[0, 2] == handling.relative[0, 0] > 1
    assert handling.mean_of(2) == handling.mean_of(0)
    assert handling.of_queue[1] == 180
    assert handling.own_means(0)[2] == handling.own_means(0)[0]


def test_a_caller_is_counted_once_as_new_and_everywhere_as_waiting() -> None:
    made = router()
    made.call_waits(10.0, Claim("old", OLD, 0.0))
    assert made.floor.pressure.rate_of(2).per_s == 0
    assert made.floor.pressure.rate_of(0).per_s > 0
    assert made.floor.kinds.waiting_of.tolist() == [1, 0, 1, 0]
    assert made.knows("old") and not made.knows("new")
    made.call_gone(11.0, "old")
    assert made.floor.kinds.waiting_of.tolist() == [0, 0, 0, 0]


def test_the_nearest_work_is_that_of_each_revision() -> None:
    made = router()
    ranks = {SUPPORT: Membership(2), SALES: Membership(1), OLD: Membership(3), GONE: Membership(4)}
    made.operator_listed(0.0, Seat("anna", ranks))
    assert made.floor.seats.home[0].tolist() == [False, True, True, False]


def test_calls_pass_by_only_whom_their_own_revision_keeps() -> None:
    made = router(keep_free=1)
    everywhere = {key: Membership() for key in KEYS}
    made.operator_listed(0.0, Seat("anna", everywhere))
    made.operator_free(0.0, "anna", 0.0)
    keeping, seats = made.rates.keeping, made.floor.seats
    assert keeping.beside(0).tolist() == [True, True, False, False]
    assert keeping.queues_barred(seats, 0).all(), "each revision has two queues that need her"
    only = {SUPPORT: Membership(), OLD: Membership()}
    made.operator_listed(1.0, Seat("anna", only))
    assert keeping.queues_barred(seats, 0).tolist() == [False, True, False, True]
    assert not keeping.operators_barred(seats, 0)[0]
    assert not keeping.operators_barred(seats, 2)[0]


def test_a_delay_that_nobody_has_any_more_is_no_moment() -> None:
    made = router()
    made.operator_listed(0.0, Seat("anna", {SUPPORT: Membership(2, 9.0)}))
    made.operator_listed(0.0, Seat("boris", {SUPPORT: Membership(1, 9.0)}))
    made.call_waits(0.0, Claim("c", SUPPORT, 0.0))
    assert (made.due(), made.floor.seats.any_rank) == (9.0, True)
    made.operator_listed(1.0, Seat("anna", {SALES: Membership()}))
    assert (made.due(), made.floor.seats.any_rank) == (9.0, False)
    made.operator_gone(2.0, "boris")
    assert made.due() == float("inf")
