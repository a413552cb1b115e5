"""How much one person may do in a day. Counted from the facts, so that taking something back buys nothing.

The clock is the portal's: a replay of the past is held to the same limits, day by day. People who exist only because
their posts were imported are not held to any.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.events import (
    AnswerEdited,
    AnswerPosted,
    CommentEdited,
    CommentPosted,
    EditSuggested,
    HelpfulVoted,
    PostFlagged,
    QuestionAsked,
    QuestionEdited,
)
from community.models import Decision, Flag, Picture
from community.rules import DAY, rules
from portal.core import clock
from portal.core.db import session
from portal.core.facts import Event
from portal.core.models import FactRow, Role, User
from portal.core.permissions import Actor
from portal.core.refusals import TooMany

EDITS: tuple[type[Event], ...] = (QuestionEdited, AnswerEdited, CommentEdited, EditSuggested)


@dataclass(frozen=True)
class Standing:
    """What limits need to know of a person. `is_new`: an employee held to the limits of newcomers."""

    is_imported: bool
    is_new: bool


def heed_questions(actor: Actor) -> None:
    """Go on unless a newcomer has asked enough for a day. Raises TooMany, as all of these do."""
    if stand_in_line(actor).is_new:
        _heed(actor, rules().newcomers.questions_a_day, "questions", QuestionAsked)


def heed_answers(actor: Actor) -> None:
    """Go on unless a newcomer has answered enough for a day."""
    if stand_in_line(actor).is_new:
        _heed(actor, rules().newcomers.answers_a_day, "answers", AnswerPosted)


def heed_comments(actor: Actor) -> None:
    """Go on unless a newcomer has commented enough for a day."""
    if stand_in_line(actor).is_new:
        _heed(actor, rules().newcomers.comments_a_day, "comments", CommentPosted)


def heed_helpful_votes(actor: Actor) -> None:
    """Go on unless somebody has voted enough for a day."""
    if not stand_in_line(actor).is_imported:
        _heed(actor, rules().limits.helpful_votes_a_day, "helpful votes", HelpfulVoted)


def heed_edits(actor: Actor) -> None:
    """Go on unless somebody has edited enough for a day; analysts look after everything and are not held."""
    if not stand_in_line(actor).is_imported and not actor.is_analyst:
        _heed(actor, rules().limits.edits_a_day, "edits", *EDITS)


def heed_flags(actor: Actor) -> None:
    """Go on unless somebody has flagged enough for a day. Whoever was often right may flag more."""
    if stand_in_line(actor).is_imported:
        return
    limits = rules().limits
    confirmed = session().scalar(
        select(func.count()).where(Flag.author_id == actor.id, Flag.state == Decision.CONFIRMED)
    )
    earned = (confirmed or 0) // limits.confirmed_flags_for_one_more
    _heed(actor, min(limits.flags_a_day + earned, limits.most_flags_a_day), "flags", PostFlagged)


def heed_pictures(actor: Actor) -> None:
    """Go on unless somebody has uploaded enough for a day."""
    stand_in_line(actor)
    most = rules().limits.pictures_a_day
    recent = select(Picture.at).where(Picture.owner_id == actor.id, Picture.at > clock.now() - DAY)
    _refuse_beyond(most, "pictures", session().scalar(recent.order_by(Picture.at.desc()).offset(most - 1).limit(1)))


def stand_in_line(actor: Actor) -> Standing:
    """Hold the actor's own row until the end, so that two sendings of one person come one after the other."""
    joined_at, is_imported = (
        session()
        .execute(select(User.joined_at, User.is_imported).where(User.id == actor.id).with_for_update(key_share=True))
        .one()
    )
    newcomers = rules().newcomers
    is_young = clock.now() - joined_at < timedelta(days=newcomers.days)
    is_new = actor.role is Role.EMPLOYEE and (is_young or actor.level <= newcomers.up_to_level)
    return Standing(is_imported, is_new and not is_imported)


def _heed(actor: Actor, most: int, what: str, *events: type[Event]) -> None:
    now = clock.now()
    done = select(FactRow.at).where(
        FactRow.actor_id == actor.id,
        FactRow.kind.in_([event.kind() for event in events]),
        FactRow.at > now - DAY,
        FactRow.at <= now,
    )
    _refuse_beyond(most, what, session().scalar(done.order_by(FactRow.at.desc()).offset(most - 1).limit(1)))


def _refuse_beyond(most: int, what: str, at_most_ago: datetime | None) -> None:
    if at_most_ago is None:
        return
    wait = at_most_ago + DAY - clock.now()
    raise TooMany(f"That makes {most} {what} in a day, which is the most. You can go on in {_in_words(wait)}.")


def _in_words(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    if minutes < 60:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    hours = -(-minutes // 60)
    return "an hour" if hours == 1 else f"{hours} hours"
