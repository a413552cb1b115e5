"""Short extracts of a text around the words of a query, as segments to be rendered, never as markup."""

from dataclasses import dataclass

from portal.search.syntax import Query


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a snippet; the pieces joined are the extract, ellipses included."""

    text: str
    is_match: bool


def snippet(text: str, query: Query, *, length: int = 220) -> tuple[Segment, ...]:
    """The stretch of about `length` characters that shows most of the query's words, with them marked."""
    raise NotImplementedError


def highlight(text: str, query: Query) -> tuple[Segment, ...]:
    """The whole of a short text, a title say, with the query's words marked."""
    raise NotImplementedError
