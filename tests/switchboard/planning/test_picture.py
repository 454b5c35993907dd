"""The flow as boxes and arrows."""

from switchboard.planning.checking import read_plan
from switchboard.planning.picture import picture_of
from tests.support.findings import SHOP, changed
from vocabulary.plans import FlowPicture, PictureEdge


def drawn(text: str) -> FlowPicture:
    return picture_of(read_plan(text))


def test_numbers_nodes_queues_and_the_end_are_boxes() -> None:
    boxes = {box.id: box for box in drawn(SHOP).nodes}
    assert boxes["number/100"].kind == "number"
    assert (boxes["flow/main"].kind, boxes["flow/main"].told) == ("menu", "Welcome")
    assert (boxes["queue/greek"].kind, boxes["queue/greek"].title) == ("queue", "Greek")
    assert boxes["end"].kind == "end"
    assert all(box.findings == () for box in boxes.values())


def test_ways_are_arrows_with_their_keys_or_words() -> None:
    edges = set(drawn(SHOP).edges)
    assert PictureEdge("number/100", "flow/main") in edges
    assert PictureEdge("number/100", "queue/support", "0") in edges
    assert PictureEdge("flow/main", "queue/support", "1") in edges
    assert PictureEdge("flow/late", "flow/message", "closed") in edges
    assert PictureEdge("queue/support", "queue/greek", "too_long") in edges
    assert PictureEdge("queue/greek", "flow/rating", "after_talk") in edges
    assert PictureEdge("flow/back", "end") in edges


def test_findings_are_placed_in_their_boxes() -> None:
    text = changed("otherwise: late}", "otherwise: lat}").replace("hours: shop\n", "hours: x\n")
    reading = read_plan(text)
    boxes = {box.id: box for box in picture_of(reading).nodes}
    (at,) = boxes["flow/main"].findings
    assert reading.findings[at].place == ("flow", "main", "otherwise")
    assert boxes["queue/greek"].findings
    assert not any(edge.target == "flow/lat" for edge in picture_of(reading).edges)


def test_a_half_written_node_has_its_box_and_its_arrows() -> None:
    picture = drawn(changed("kind: menu, say: welcome", "kind: menu, tries: many"))
    assert "flow/main" in {box.id for box in picture.nodes}
    assert PictureEdge("flow/main", "flow/order", "2") in picture.edges
    assert PictureEdge("flow/main", "flow/late", "otherwise") in picture.edges


def test_anything_can_be_drawn() -> None:
    for text in ("", "a: [", "- a", "flow: 3", "flow: {a: 3, b: {kind: [x], keys: 3}}"):
        assert isinstance(drawn(text), FlowPicture)
    odd = (
        "numbers: [3, {number: 100}, {number: '1', start: a}]\nqueues: {a: b}\nflow: {a: {say: 3}}"
    )
    assert {box.id for box in drawn(odd).nodes} == {"number/100", "number/1", "flow/a"}
