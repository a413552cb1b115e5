"""Telling a person what they earned, and why: "+15, accepted by the asker, on *title*"."""

from collections.abc import Sequence

from gamification.models import LedgerEntry
from gamification.versions import rules_of
from portal.core.facts import Fact
from portal.core.markup import slugify
from portal.notify import tell_earned
from portal.notify.wording import titled


def sentence(line: LedgerEntry) -> str:
    """What a line is about, in words: the reason that reduced it, if one did."""
    return rules_of(line.rule_set, line.at).explain(line.event, line.rule)  # type: ignore[arg-type]


def item_href(line: LedgerEntry) -> str | None:
    """The page of what a line is about."""
    kind, _, number = (line.item or "").partition(":")
    match kind:
        case "answer" if line.question_id:
            return f"/questions/{line.question_id}/{slugify(line.title)}#answer-{number}"
        case "question":
            return f"/questions/{number}/{slugify(line.title)}"
        case "kudos":
            return f"/kudos/{number}"
        case "article":
            return f"/knowledge/{number}/{slugify(line.title)}"
        case "quest":
            return "/quests"
        case _:
            return f"/questions/{line.question_id}/{slugify(line.title)}" if line.question_id else None


def tell_about_lines(lines: Sequence[LedgerEntry], fact: Fact) -> None:
    """Tell each person all that this fact brought them, and for what, in the bell's one line about it."""
    for person in dict.fromkeys(line.user_id for line in lines):
        paid = [line for line in lines if line.user_id == person and line.reputation > 0]
        thanked = [line for line in lines if line.user_id == person and not line.reputation and line.season_points > 0]
        if paid:
            paid.sort(key=lambda line: -line.reputation)
            earned = "; ".join(f"+{line.reputation}, {sentence(line)}" for line in paid)
            tell_earned(person, fact.id, earned, titled(paid[0].title), item_href(paid[0]) or "/notifications")
        elif thanked:
            line = thanked[0]
            earned = f"+{line.season_points} this season, {sentence(line)}"
            tell_earned(person, fact.id, earned, titled(line.title), item_href(line) or "/notifications")
