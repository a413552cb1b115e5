"""The query language people type into the search box."""

from dataclasses import dataclass

from portal.search.syntax import Parsed


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One line of the help page."""

    example: str
    meaning: str


def parse(text: str) -> Parsed:
    """Reads any text as a query; never raises. What is not understood becomes words, and a problem says so."""
    raise NotImplementedError
