"""The small cards every room shows: a person, an application, a tag, where a text comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Label
from sqlalchemy.orm import aliased

from portal.core.levels import level_name
from portal.core.models import Application, Attribution, PointsVisibility, Role, User


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person wherever one is named. `level` is None for those who are not in the game."""

    handle: str
    name: str
    role: str
    level: int | None
    is_active: bool = True

    @property
    def level_name(self) -> str:
        """The name of their level, or nothing."""
        return level_name(self.level) if self.level else ""

    @property
    def href(self) -> str:
        """Their page."""
        return f"/people/{self.handle}"


_IN_THE_GAME = (Role.EMPLOYEE, Role.SUPERUSER)


def person_card(
    handle: str, name: str, role: Role, level: int, visibility: PointsVisibility, disabled_at: object
) -> PersonCard:
    """A card from a person's columns. A level shows only where its person chose to be public."""
    shows = role in _IN_THE_GAME and visibility is PointsVisibility.PUBLIC
    return PersonCard(handle, name, role.value, level if shows else None, disabled_at is None)


PERSON_COLUMNS = ("handle", "name", "role", "level", "points_visibility", "disabled_at")


def person_columns(person: Any = User, prefix: str = "person") -> list[Label[Any]]:
    """The columns of a person for a select, labelled `{prefix}_…`; `person` may be an alias of User."""
    return [getattr(person, column).label(f"{prefix}_{column}") for column in PERSON_COLUMNS]


def person_in(row: Any, prefix: str = "person") -> PersonCard | None:
    """The person whose columns `person_columns` put into `row`; None where the join found nobody."""
    values = [getattr(row, f"{prefix}_{column}") for column in PERSON_COLUMNS]
    return None if values[0] is None else person_card(*values)


def people(name: str) -> Any:
    """An alias of the people's table, for a second person in the same select."""
    return aliased(User, name=name)


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """An application, with the list of what is asked about it."""

    name: str
    slug: str

    @property
    def href(self) -> str:
        """The questions about it."""
        return f"/questions?application={self.slug}"


APPLICATION_COLUMNS = [Application.name.label("application_name"), Application.slug.label("application_slug")]


def application_in(row: Any) -> ApplicationCard | None:
    """The application whose columns are in `row`, if any."""
    return ApplicationCard(row.application_name, row.application_slug) if row.application_slug else None


@dataclass(frozen=True, slots=True)
class TagCard:
    """A tag and its page."""

    name: str

    @property
    def href(self) -> str:
        """The tag's page."""
        return f"/tags/{quote(self.name, safe='')}"


def tag_cards(tag_names: str) -> list[TagCard]:
    """Cards for names kept comma-separated."""
    return [TagCard(name) for name in tag_names.split(",") if name]


@dataclass(frozen=True, slots=True)
class AttributionCard:
    """Where an imported text comes from, as its licence asks to be told."""

    site_name: str
    site_href: str
    original_href: str
    author_name: str
    author_href: str | None
    licence_name: str
    licence_href: str


def attribution_card(row: Attribution) -> AttributionCard:
    """A card of an attribution."""
    return AttributionCard(
        row.source_name,
        row.source_url,
        row.original_url,
        row.author_name,
        row.author_url,
        row.licence_name,
        row.licence_url,
    )


def attributions(ids: Iterable[int | None]) -> dict[int, AttributionCard]:
    """Cards of these attributions, by id; no query where there is none to ask for."""
    from sqlalchemy import select

    from portal.core.db import session

    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session().scalars(select(Attribution).where(Attribution.id.in_(wanted)))
    return {row.id: attribution_card(row) for row in rows}
