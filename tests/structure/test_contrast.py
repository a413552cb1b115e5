"""The colours of the tokens can be read: WCAG 2.2 contrast, computed from oklch, for light and for dark."""

import math
import re
from dataclasses import dataclass
from typing import Literal

import pytest

from portal.core.paths import STATIC

TEXT = 4.5
EDGE = 3.0
"""Least contrasts of WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (edges of controls)."""

Theme = Literal["light", "dark"]
Channels = tuple[float, float, float]

GROUNDS = ("paper", "surface", "sunken", "hover")
ON_EVERY_GROUND = ("ink", "ink-soft", "accent", "accent-strong", "good", "warn", "bad")
PAIRS = [
    *((ink, ground, TEXT) for ink in ON_EVERY_GROUND for ground in GROUNDS),
    *(("ink-faint", ground, TEXT) for ground in ("paper", "surface", "sunken")),
    *((ink, f"{ink}-soft", TEXT) for ink in ("good", "warn", "bad")),
    *(
        (ink, soft, TEXT)
        for ink in ("ink", "ink-soft")
        for soft in ("accent-soft", "good-soft", "warn-soft", "bad-soft")
    ),
    ("accent-strong", "accent-soft", TEXT),
    ("accent", "accent-soft", TEXT),
    ("on-accent", "accent-fill", TEXT),
    ("on-accent", "accent-fill-hover", TEXT),
    ("on-bad", "bad-fill", TEXT),
    ("ink", "mark", TEXT),
    ("ink", "good-line", TEXT),
    ("ink", "bad-line", TEXT),
    *(("on-tone", f"tone-{number}", TEXT) for number in range(8)),
    *(("edge", ground, EDGE) for ground in ("paper", "surface")),
    *(("accent", ground, EDGE) for ground in GROUNDS),
]


@dataclass(frozen=True)
class Oklch:
    lightness: float
    chroma: float
    hue: float

    def linear(self) -> Channels:
        """Linear sRGB, clipped to what a screen can show."""
        angle = math.radians(self.hue)
        a, b = self.chroma * math.cos(angle), self.chroma * math.sin(angle)
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
        green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
        blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
        return (_clip(red), _clip(green), _clip(blue))

    def luminance(self) -> float:
        """Relative luminance, 0 to 1."""
        red, green, blue = self.linear()
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tokens(theme: Theme) -> dict[str, Oklch]:
    """Every opaque colour token, as it is in one theme."""
    source = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    colour = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
    found = re.findall(rf"--([\w-]+): light-dark\({colour}, {colour}\);", source)
    first = 1 if theme == "light" else 4
    return {row[0]: Oklch(*(float(value) for value in row[first : first + 3])) for row in found} | {
        row[0]: Oklch(float(row[1]), 0.0, 0.0)
        for row in re.findall(r"--([\w-]+): light-dark\(oklch\((1) 0 0\), oklch\([^)]*\)\);", source)
        if theme == "light"
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_stands_on_a_ground_can_be_told_from_it(theme: Theme, ink: str, ground: str, least: float) -> None:
    colours = tokens(theme)
    assert _contrast(colours[ink], colours[ground]) >= least


def test_black_on_white_measures_twenty_one() -> None:
    assert _contrast(Oklch(0, 0, 0), Oklch(1, 0, 0)) == pytest.approx(21, abs=0.01)


def _contrast(one: Oklch, other: Oklch) -> float:
    lighter, darker = sorted((one.luminance(), other.luminance()), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)
