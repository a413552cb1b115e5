"""Whether and how the company plays: switches an administrator turns, read wherever a name or a page is shown.

On the ground, because a switched-off game must leave no trace in any room. Only the game writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from portal.core.db import Database, database, is_in_use, session
from portal.core.models import GameSwitch, PointsVisibility

_LADDER = (PointsVisibility.OFF, PointsVisibility.PRIVATE, PointsVisibility.PUBLIC)


class BoardsShown(StrEnum):
    """Which leaderboards there are."""

    NONE = "none"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True)
class Play:
    """What the company decided. Countries are two letters; a works council's are those where people play in private."""

    is_on: bool = True
    boards: BoardsShown = BoardsShown.ALL
    countries_off: frozenset[str] = frozenset()
    works_council: bool = False
    works_council_countries: frozenset[str] = frozenset()
    badges_off: frozenset[str] = frozenset()

    def ceiling(self, country: str) -> PointsVisibility:
        """How far somebody who works in a country can take part."""
        if not self.is_on or country in self.countries_off:
            return PointsVisibility.OFF
        if self.works_council or country in self.works_council_countries:
            return PointsVisibility.PRIVATE
        return PointsVisibility.PUBLIC

    def held_to(self, wish: PointsVisibility, country: str) -> PointsVisibility:
        """How far somebody takes part who wishes this."""
        return min(wish, self.ceiling(country), key=_LADDER.index)


@dataclass(frozen=True)
class _Known:
    database: Database
    play: Play


_known: _Known | None = None


def play() -> Play:
    """What the company decided, as it was last looked at."""
    if not is_in_use():
        return Play()
    known = _known
    return known.play if known is not None and known.database is database() else look_again()


def look_again() -> Play:
    """Read the switches anew. A chore does so every few seconds, since another process may have turned one."""
    global _known  # noqa: PLW0603
    rows = session().execute(select(GameSwitch.name, GameSwitch.value))
    _known = _Known(database(), read_play({row.name: row.value for row in rows}))
    return _known.play


def forget_play() -> None:
    """Read the switches anew the next time: this process has turned one."""
    global _known  # noqa: PLW0603
    _known = None


def read_play(values: Mapping[str, Any]) -> Play:
    """The switches from what is stored; what is not stored is as the portal comes."""
    usual = Play()
    return Play(
        is_on=bool(values.get("is_on", usual.is_on)),
        boards=BoardsShown(values.get("boards", usual.boards)),
        countries_off=frozenset(values.get("countries_off", ())),
        works_council=bool(values.get("works_council", usual.works_council)),
        works_council_countries=frozenset(values.get("works_council_countries", ())),
        badges_off=frozenset(values.get("badges_off", ())),
    )
