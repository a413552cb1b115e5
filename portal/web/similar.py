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


Finder = Callable[[str, str, Actor, frozenset[str]], Sequence[SimilarItem]]
"""Takes a title, a plain text, who is asking, and the threads to leave out, such as question:7."""

_finder: list[Finder] = []


def use_finder(finder: Finder | None) -> None:
    """Let `finder` answer from now on; None: nothing looks alike. Called by `portal.wiring` alone."""
    _finder[:] = [] if finder is None else [finder]


def similar(title: str, text: str, actor: Actor, leave_out: frozenset[str] = frozenset()) -> Sequence[SimilarItem]:
    """What looks like this title and text, best first, as far as `actor` may read it."""
    return _finder[0](title, text, actor, leave_out) if _finder and title.strip() else ()
