"""What looks like a text: asked by the pages where somebody types one, answered by search once it is wired."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class SimilarItem:
    """A question or an article that looks alike. `state` is a question's, `trust` what it is vouched for, or None."""

    href: str
    title: str
    kind: str
    trust: str | None = None
    state: str | None = None
    answer_count: int = 0
    mine_href: str | None = None
    """Where a viewer who has the same question says so, and follows it from then on; None for their own."""


Finder = Callable[[str, str, Actor], Sequence[SimilarItem]]
"""Takes a title, a plain text, and who is asking."""

Neighbourhood = Callable[[str, Actor], Sequence[SimilarItem]]
"""Takes a thread, such as question:7, and who is asking."""

_finders: list[tuple[Finder, Neighbourhood]] = []


def use_finders(finder: Finder, neighbourhood: Neighbourhood) -> None:
    """Let these answer from now on. Called by `portal.wiring` alone."""
    _finders[:] = [(finder, neighbourhood)]


def similar(title: str, text: str, actor: Actor) -> Sequence[SimilarItem]:
    """What looks like this title and text, best first, as far as `actor` may read it."""
    return _finders[0][0](title, text, actor) if _finders and title.strip() else ()


def related(thread: str, actor: Actor) -> Sequence[SimilarItem]:
    """What is related to a question or an article, best first, as far as `actor` may read it."""
    return _finders[0][1](thread, actor) if _finders else ()
