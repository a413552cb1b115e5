"""The addresses of the community. A question's contains its title; the number alone leads there too."""

from functools import lru_cache

from portal.core.markup import slugify

_slug = lru_cache(maxsize=8192)(slugify)


# What stands in the same place of other addresses; a short title must not lead there.
_TAKEN = frozenset({"answers", "close", "comments", "edit", "flag", "history"})


def question_href(question_id: int, title: str) -> str:
    """A question's page: /questions/7/vpn-refuses-to-connect."""
    slug = _slug(title)
    return f"/questions/{question_id}/{slug}" + ("-question" if slug in _TAKEN else "")


def answer_href(answer_id: int) -> str:
    """Where an answer stands, wherever that is by now."""
    return f"/answers/{answer_id}"


def comment_href(comment_id: int) -> str:
    """Where a comment stands, wherever that is by now."""
    return f"/comments/{comment_id}"


def suggestion_href(suggestion_id: int) -> str:
    """A suggested edit beside what it would change."""
    return f"/suggestions/{suggestion_id}"
