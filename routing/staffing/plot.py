"""Operators needed and calls expected as a picture: SVG text, drawn without any library.

One panel a weekday, all on the same scales. Bars are calls, the line is operators on a usual
day, the band around it reaches from a calm to a busy day. A browser shows the figures of a
half hour when the pointer rests on it.
"""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

HALF_HOUR_S = 1800

INK, SOFT, FAINT, PAPER = "#1e293b", "#64748b", "#e2e8f0", "#ffffff"
BAR, LINE, BAND = "#d7dee8", "#0f766e", "#5eead4"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif"

MARGIN, GAP = 28.0, 26.0
AXIS_LEFT, AXIS_RIGHT = 40.0, 44.0
HEAD, PANEL_HEAD, PANEL_FOOT = 122.0, 30.0, 30.0
ONE_WIDE, MANY_WIDE = 1040.0, 620.0
ONE_HIGH, MANY_HIGH = 380.0, 190.0
COLUMNS = 2
BAR_SHARE = 0.6
"""How high the tallest bar reaches at most, so that bars stay below the line."""
NUMBERS_FROM = 17.0
"""Pixels of a half hour from which, on a day alone, its operators are written above the line."""


class Point(NamedTuple):
    """A half hour; `begins_s` from midnight."""

    begins_s: int
    calls: float
    low: float
    operators: float
    high: float


class Panel(NamedTuple):
    """One day; half hours in order, those without operators left out."""

    title: str
    note: str
    points: Sequence[Point]


class _Scale(NamedTuple):
    """Common to all panels: first and last second, one step of each axis, how many steps."""

    first_s: int
    last_s: int
    operators: float
    calls: float
    steps: int


class _Frame(NamedTuple):
    """Where a panel's plot lies, how it is scaled, and whether it has the picture alone."""

    left: float
    top: float
    wide: float
    high: float
    scale: _Scale
    alone: bool

    def x(self, second: float) -> float:
        span = self.scale.last_s - self.scale.first_s
        return self.left + (second - self.scale.first_s) / span * self.wide

    def y(self, value: float, step: float) -> float:
        return self.top + self.high * (1.0 - value / (step * self.scale.steps))


def draw(title: str, subtitle: str, panels: Sequence[Panel]) -> str:
    """A whole SVG document. `ValueError` without any half hour to draw."""
    panels = [panel for panel in panels if panel.points]
    if not panels:
        raise ValueError("there is nothing to draw")
    scale = _scale(panels)
    alone = len(panels) == 1
    columns = 1 if alone else COLUMNS
    wide, high = (ONE_WIDE, ONE_HIGH) if alone else (MANY_WIDE, MANY_HIGH)
    row_high = PANEL_HEAD + high + PANEL_FOOT
    rows = math.ceil(len(panels) / columns)
    width = 2 * MARGIN + columns * wide + (columns - 1) * GAP
    height = HEAD + rows * row_high + (rows - 1) * GAP + MARGIN
    parts = [_head(title, subtitle, width, height)]
    for index, panel in enumerate(panels):
        left = MARGIN + (index % columns) * (wide + GAP)
        top = HEAD + (index // columns) * (row_high + GAP)
        plot = _Frame(
            left + AXIS_LEFT, top + PANEL_HEAD, wide - AXIS_LEFT - AXIS_RIGHT, high, scale, alone
        )
        parts.append(_panel(panel, plot))
    return "\n".join([*parts, "</svg>\n"])


def _head(title: str, subtitle: str, width: float, height: float) -> str:
    key = 95.0
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" role="img" font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(subtitle)}</desc>",
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            _text(MARGIN, 40, title, 21, fill=INK, weight=600),
            _text(MARGIN, 63, subtitle, 13.5, fill=SOFT),
            f'<path d="M{MARGIN} {key - 4}h26" stroke="{LINE}" stroke-width="2.4"/>',
            _text(MARGIN + 34, key, "operators needed on a usual day (left axis)", 12.5, fill=INK),
            f'<rect x="{MARGIN + 326}" y="{key - 11}" width="26" height="13" rx="2" '
            f'fill="{BAND}" fill-opacity="0.45"/>',
            _text(MARGIN + 360, key, "calm to busy day (10–90 %)", 12.5, fill=INK),
            f'<rect x="{MARGIN + 552}" y="{key - 11}" width="26" height="13" rx="2" fill="{BAR}"/>',
            _text(
                MARGIN + 586, key, "calls expected in the half hour (right axis)", 12.5, fill=INK
            ),
        ]
    )


def _panel(panel: Panel, frame: _Frame) -> str:
    title_y = frame.top - 14
    parts = [
        "<g>",
        _text(frame.left, title_y, panel.title, 14.5, fill=INK, weight=600),
        _text(frame.left + frame.wide, title_y, panel.note, 12.5, fill=SOFT, anchor="end"),
        *_axes(frame),
        *(_bar(point, frame) for point in panel.points),
    ]
    for run in _runs(panel.points):
        parts.extend(_steps(run, frame))
    if frame.alone and frame.x(HALF_HOUR_S) - frame.x(0) >= NUMBERS_FROM:
        parts.extend(_number(point, frame) for point in panel.points)
    parts.extend(_pointed(point, frame) for point in panel.points)
    parts.append("</g>")
    return "\n".join(parts)


def _axes(frame: _Frame) -> list[str]:
    scale, right = frame.scale, frame.left + frame.wide
    parts = []
    for step in range(scale.steps + 1):
        y = frame.y(step, 1)
        colour = SOFT if step == 0 else FAINT
        parts.append(f'<path d="M{frame.left:.1f} {y:.1f}H{right:.1f}" stroke="{colour}"/>')
        parts.append(
            _text(
                frame.left - 8,
                y + 4,
                _number_text(step * scale.operators),
                11.5,
                fill=SOFT,
                anchor="end",
            )
        )
        parts.append(_text(right + 8, y + 4, _number_text(step * scale.calls), 11.5, fill=SOFT))
    hours = (scale.last_s - scale.first_s) // 3600
    every = next(n for n in (1, 2, 3, 4, 6) if n == 6 or hours / n * 46 <= frame.wide)
    bottom = frame.top + frame.high
    for hour in range(math.ceil(scale.first_s / 3600), scale.last_s // 3600 + 1):
        if hour % every == 0:
            x = frame.x(hour * 3600)
            parts.append(f'<path d="M{x:.1f} {bottom:.1f}v4" stroke="{SOFT}"/>')
            parts.append(_text(x, bottom + 19, f"{hour:02}:00", 11.5, fill=SOFT, anchor="middle"))
    return parts


def _bar(point: Point, frame: _Frame) -> str:
    left, right = frame.x(point.begins_s), frame.x(point.begins_s + HALF_HOUR_S)
    inset = min(2.0, (right - left) / 8)
    top = frame.y(point.calls, frame.scale.calls)
    return (
        f'<rect x="{left + inset:.1f}" y="{top:.1f}" width="{right - left - 2 * inset:.1f}" '
        f'height="{frame.top + frame.high - top:.1f}" rx="1.5" fill="{BAR}"/>'
    )


def _steps(run: Sequence[Point], frame: _Frame) -> list[str]:
    """The band and the line of half hours that follow each other."""
    upper = _stair(run, [point.high for point in run], frame)
    lower = _stair(run, [point.low for point in run], frame)
    line = _stair(run, [point.operators for point in run], frame)
    band = " ".join([*upper, *reversed(lower)])
    return [
        f'<polygon points="{band}" fill="{BAND}" fill-opacity="0.38"/>',
        f'<polyline points="{" ".join(line)}" fill="none" stroke="{LINE}" stroke-width="2.4" '
        'stroke-linejoin="round" stroke-linecap="round"/>',
    ]


def _stair(run: Sequence[Point], values: Sequence[float], frame: _Frame) -> list[str]:
    corners = []
    for point, value in zip(run, values, strict=True):
        y = frame.y(value, frame.scale.operators)
        corners.append(f"{frame.x(point.begins_s):.1f},{y:.1f}")
        corners.append(f"{frame.x(point.begins_s + HALF_HOUR_S):.1f},{y:.1f}")
    return corners


def _number(point: Point, frame: _Frame) -> str:
    x = frame.x(point.begins_s + HALF_HOUR_S / 2)
    y = frame.y(point.operators, frame.scale.operators) - 7
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" font-weight="600" text-anchor="middle" '
        f'fill="{LINE}" stroke="{PAPER}" stroke-width="3" paint-order="stroke">'
        f"{_number_text(point.operators)}</text>"
    )


def _pointed(point: Point, frame: _Frame) -> str:
    left, right = frame.x(point.begins_s), frame.x(point.begins_s + HALF_HOUR_S)
    told = (
        f"{point.begins_s // 3600:02}:{point.begins_s % 3600 // 60:02}, {point.calls:.1f} calls, "
        f"{point.operators:g} operators ({point.low:g}–{point.high:g})"
    )
    return (
        f'<rect x="{left:.1f}" y="{frame.top:.1f}" width="{right - left:.1f}" '
        f'height="{frame.high:.1f}" fill="none" pointer-events="all">'
        f"<title>{escape(told)}</title></rect>"
    )


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = []
    for point in points:
        if runs and runs[-1][-1].begins_s + HALF_HOUR_S == point.begins_s:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _scale(panels: Sequence[Panel]) -> _Scale:
    points = [point for panel in panels for point in panel.points]
    most = max(max(point.high, point.operators) for point in points)
    whole = max(1.0, _step(most * 1.06 / 5, (1.0, 2.0, 5.0)))
    steps = max(2, math.ceil(most * 1.06 / whole))
    calls = _step(max(0.1, *(point.calls for point in points)) / (BAR_SHARE * steps))
    first = min(point.begins_s for point in points) // 3600 * 3600
    last = math.ceil((max(point.begins_s for point in points) + HALF_HOUR_S) / 3600) * 3600
    return _Scale(first, last, whole, calls, steps)


def _step(least: float, sizes: Sequence[float] = (1.0, 2.0, 2.5, 5.0)) -> float:
    """The next of these and their tenfolds."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(n * power for n in (*sizes, 10.0) if n * power >= least * 0.9999)


def _number_text(value: float) -> str:
    return f"{value:.10g}"


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    fill: str,
    anchor: str = "start",
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'
    )
