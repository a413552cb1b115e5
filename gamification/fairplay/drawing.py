"""The picture of a case: people in a circle, and arrows as broad as what went along them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SIZE = 360
_MIDDLE, _RADIUS, _DOT = SIZE / 2, 118, 15
MOST_DRAWN = 14
LONGEST_NAME = 12


@dataclass(frozen=True)
class Tie:
    """How much went from one person to another."""

    giver: str
    receiver: str
    points: int
    times: int


@dataclass(frozen=True)
class Dot:
    """A person in the picture; `initials` within, `name` beside."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    initials: str
    name: str


@dataclass(frozen=True)
class Arrow:
    """A tie in the picture: a curve, and how broad it is."""

    path: str
    width: float


@dataclass(frozen=True)
class Drawing:
    """All of it, ready for SVG. Empty where there are too many people for a picture to say anything."""

    size: int
    dots: Sequence[Dot]
    arrows: Sequence[Arrow]


def draw(ties: Sequence[Tie]) -> Drawing:
    """The picture of these ties."""
    names = list(dict.fromkeys(name for tie in ties for name in (tie.giver, tie.receiver)))
    if not 2 <= len(names) <= MOST_DRAWN:
        return Drawing(SIZE, (), ())
    places = {name: _place(number, len(names)) for number, name in enumerate(names)}
    most = max(tie.points for tie in ties) or 1
    arrows = [
        Arrow(_curve(places[tie.giver], places[tie.receiver]), round(1.2 + 4.8 * tie.points / most, 2))
        for tie in sorted(ties, key=lambda tie: tie.points)
        if tie.giver != tie.receiver
    ]
    return Drawing(SIZE, [_dot(name, places[name]) for name in names], arrows)


def _place(number: int, of: int) -> tuple[float, float]:
    angle = 2 * math.pi * number / of - math.pi / 2
    return _MIDDLE + _RADIUS * math.cos(angle), _MIDDLE + _RADIUS * math.sin(angle)


def _dot(name: str, place: tuple[float, float]) -> Dot:
    x, y = place
    out = (_RADIUS + 1.9 * _DOT) / _RADIUS
    label_x, label_y = _MIDDLE + (x - _MIDDLE) * out, _MIDDLE + (y - _MIDDLE) * out
    anchor = "middle" if abs(label_x - _MIDDLE) < _DOT else "start" if label_x > _MIDDLE else "end"
    initials = "".join(part[0] for part in name.split()[:2]).upper()
    first = name.split(maxsplit=1)[0]
    short = name if len(name) <= LONGEST_NAME else first[:LONGEST_NAME]
    return Dot(round(x, 1), round(y, 1), round(label_x, 1), round(label_y + 4, 1), anchor, initials, short)


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A curve that bends to its right, so that there and back are two; it ends before the dot."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    x1, y1, x2, y2 = x1 + ux * _DOT, y1 + uy * _DOT, x2 - ux * (_DOT + 7), y2 - uy * (_DOT + 7)
    bend = min(26.0, length / 7)
    cx, cy = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
    return f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}"
