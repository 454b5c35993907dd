from xml.etree import ElementTree

import pytest

from routing.staffing.plot import Panel, Point, draw

SVG = "{http://www.w3.org/2000/svg}"


def a_day(first: int = 18, last: int = 34, most: float = 9.0) -> list[Point]:
    return [Point(half * 1800, 4.0 * most, most - 2, most, most + 3) for half in range(first, last)]


def drawn(panels: list[Panel], title: str = "Operators needed") -> ElementTree.Element:
    return ElementTree.fromstring(draw(title, "80% within 20 s", panels))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_one_day_has_numbers_axes_and_figures_under_the_pointer() -> None:
    root = drawn([Panel("Monday", "300 calls", a_day())])
    told = texts(root)
    assert {"Operators needed", "Monday", "300 calls", "09:00", "17:00", "0"} <= set(told)
    assert told.count("9") == 16
    assert len(list(root.iter(f"{SVG}polyline"))) == 1
    pointed = [element.text for element in root.iter(f"{SVG}title")][1:]
    assert pointed[0] == "09:00, 36.0 calls, 9 operators (7–12)"


def test_all_days_are_on_the_same_scales_and_inside_the_picture() -> None:
    root = drawn([Panel(f"day {n}", "", a_day(most=3.0 * n)) for n in range(1, 8)])
    _x, _y, width, height = (float(part) for part in root.attrib["viewBox"].split())
    highest = [
        min(float(corner.split(",")[1]) for corner in line.attrib["points"].split())
        for line in root.iter(f"{SVG}polygon")
    ]
    tops = [float(bar.attrib["y"]) for bar in root.iter(f"{SVG}rect") if "y" in bar.attrib]
    assert len(highest) == 7
    assert all(0 < y < height for y in [*highest, *tops])
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["x"]) < width
        assert 0 < float(text.attrib["y"]) < height
    assert texts(root).count("09:00") == texts(root).count("0") / 2 == 7
    assert "21" not in texts(root)


def test_a_gap_in_the_day_breaks_the_line() -> None:
    root = drawn([Panel("Monday", "", [*a_day(18, 24), *a_day(28, 34)])])
    assert len(list(root.iter(f"{SVG}polyline"))) == 2


def test_text_is_never_markup() -> None:
    told = texts(drawn([Panel('"<b>', "&", a_day())], '<script>alert("1")</script> & Söhne'))
    assert '<script>alert("1")</script> & Söhne' in told
    assert {'"<b>', "&"} <= set(told)


@pytest.mark.parametrize("calls", [0.01, 0.4, 3.0, 70.0, 12_345.0])
def test_small_and_large_centres(calls: float) -> None:
    root = drawn(
        [Panel("Monday", "", [Point(86_400 - 1800, calls, 1, max(1, calls // 10), calls)])]
    )
    assert "24:00" in texts(root)


def test_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw("", "", [Panel("Monday", "", [])])
