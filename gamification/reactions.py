"""What the game does about facts: writes lines, takes them back, tells the person. In any order, any number of times.

A fact that arrives late may have been undone meanwhile, so each positive fact first looks for the later fact that
undid it; each negative one takes back only lines of facts before itself.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import and_, select

from community import events as community
from gamification import events as game
from gamification.actions.cases import release_doubts
from gamification.counting.facts import hours_of
from gamification.events import QuestCompleted, QuestVoided
from gamification.ledger import credit, reverse, standing_lines
from gamification.lines import STANDING
from gamification.models import LedgerEntry
from gamification.outcomes import ASKED_AGAIN_WITHIN, WRONG_WITHIN, Outcome, outcomes
from gamification.standings import settle_person
from gamification.telling import tell_about_lines
from knowledge import events as knowledge
from portal.core import clock
from portal.core.db import session
from portal.core.deliveries import make_earlier
from portal.core.facts import Event, Fact, subscriptions
from portal.core.models import FactRow
from portal.core.worktime import WorkingHours

SUBSCRIBER = "points"

_ANYBODY_UNDOES: dict[str, tuple[type[Event], ...]] = {
    community.AnswerAccepted.kind(): (community.AcceptanceWithdrawn, community.AnswerDeleted),
    community.AnswerEndorsed.kind(): (community.EndorsementWithdrawn, community.AnswerDeleted),
    community.HelpfulVoted.kind(): (community.AnswerDeleted,),
    community.AnswerSolvedIt.kind(): (community.AnswerDeleted,),
    community.MeTooSaid.kind(): (community.QuestionDeleted,),
    QuestCompleted.kind(): (QuestVoided,),
    game.KudosGiven.kind(): (game.KudosRemoved,),
    game.BoostAwarded.kind(): (community.AnswerDeleted,),
}
_SAME_PERSON_UNDOES: dict[str, tuple[type[Event], ...]] = {
    community.HelpfulVoted.kind(): (community.HelpfulWithdrawn,),
    community.AnswerSolvedIt.kind(): (community.AnswerVerdictWithdrawn,),
    community.MeTooSaid.kind(): (community.MeTooWithdrawn,),
    knowledge.ArticleSolvedIt.kind(): (knowledge.ArticleVerdictWithdrawn,),
}
_VOTES = (community.HelpfulVoted, community.AnswerSolvedIt)

POSITIVE: tuple[type[Event], ...] = (
    community.AnswerAccepted,
    community.AnswerEndorsed,
    community.HelpfulVoted,
    community.AnswerSolvedIt,
    community.MeTooSaid,
    community.SuggestionTaken,
    community.FlagConfirmed,
    knowledge.ArticleDrafted,
    knowledge.ArticlePublished,
    knowledge.ArticleSolvedIt,
    QuestCompleted,
    game.KudosGiven,
    game.BoostAwarded,
)
"""The facts that may bring points."""


def in_turn(reaction: Callable[[Any, Fact], None]) -> Callable[[Any, Fact], None]:
    """The same reaction, after those about earlier facts: whom a limit leaves nothing must not depend on delivery."""

    def react(event: Any, fact: Fact) -> None:
        make_earlier(SUBSCRIBER, fact.id)
        reaction(event, fact)

    return react


def settle(event: Event, fact: Fact) -> None:
    """Write the lines of a fact, unless it has been undone since, and tell those who earned something."""
    if _is_undone(event, fact):
        return
    asker = getattr(event, "asker_id", None)
    hours = hours_of({asker}).get(asker, WorkingHours()) if asker is not None else WorkingHours()
    lines = _credit_all(outcomes(event, fact, hours), fact)
    if isinstance(event, community.AnswerEndorsed):
        release_doubts(f"answer:{event.answer_id}", fact.actor_id)
    tell_about_lines(lines, fact)


def _credit_all(found: Iterable[Outcome], fact: Fact) -> list[LedgerEntry]:
    written = (credit(outcome, fact.at, fact.id) for outcome in found)
    lines = [line for line in written if line is not None]
    _settle_what_counts_already(lines)
    return lines


def _is_undone(event: Event, fact: Fact) -> bool:
    kind = event.kind()
    anybody = [undo.kind() for undo in _ANYBODY_UNDOES.get(kind, ())]
    same = [undo.kind() for undo in _SAME_PERSON_UNDOES.get(kind, ())]
    if not anybody and not same:
        return False
    later = session().scalars(
        select(FactRow).where(
            FactRow.subject_type == event.subject.removesuffix("_id"),
            FactRow.subject_id == event.subject_id,
            FactRow.id > fact.id,
            FactRow.kind.in_(anybody) | and_(FactRow.kind.in_(same), FactRow.actor_id == fact.actor_id),
        )
    )
    return any(not row.payload.get("keeps_points") for row in later)


def undo_acceptance(event: community.AcceptanceWithdrawn, fact: Fact) -> None:
    """The asker took the acceptance back."""
    item = f"answer:{event.answer_id}"
    _reverse_all(standing_lines(item=item, before_fact=fact.id, events=("answer_accepted", "rescue")), fact)
    _reverse_first_reply_unless(item, "answer_endorsed", fact)
    question = f"question:{event.question_id}"
    _reverse_all(standing_lines(item=question, before_fact=fact.id, events=("loop_closed",)), fact)


def undo_endorsement(event: community.EndorsementWithdrawn, fact: Fact) -> None:
    """IT no longer vouches for an answer."""
    item = f"answer:{event.answer_id}"
    _reverse_all(standing_lines(item=item, before_fact=fact.id, events=("answer_endorsed",)), fact)
    _reverse_first_reply_unless(item, "answer_accepted", fact)


def _reverse_first_reply_unless(item: str, other: str, fact: Fact) -> None:
    if not standing_lines(item=item, before_fact=fact.id, events=(other,)):
        _reverse_all(standing_lines(item=item, before_fact=fact.id, events=("first_good_reply",)), fact)


def undo_helpful(event: community.HelpfulWithdrawn, fact: Fact) -> None:
    """A colleague took a helpful vote back."""
    _undo_vote(f"answer:{event.answer_id}", "helpful_vote", fact)


def undo_solved(event: community.AnswerVerdictWithdrawn, fact: Fact) -> None:
    """A reader took back that an answer solved it."""
    _undo_vote(f"answer:{event.answer_id}", "solved_it", fact)


def undo_me_too(event: community.MeTooWithdrawn, fact: Fact) -> None:
    """A colleague does not have the same question after all."""
    _undo_vote(f"question:{event.question_id}", "me_too", fact)


def undo_article_solved(event: knowledge.ArticleVerdictWithdrawn, fact: Fact) -> None:
    """A reader took back that an article solved it."""
    _undo_vote(f"article:{event.article_id}", "solved_it", fact)


def _undo_vote(item: str, name: str, fact: Fact) -> None:
    _reverse_all(standing_lines(item=item, before_fact=fact.id, events=(name,), giver_id=fact.actor_id), fact)


def undo_answer(event: community.AnswerDeleted, fact: Fact) -> None:
    """An answer was removed: what it earned goes with it, unless it stood long and helped."""
    if event.keeps_points:
        return
    item = f"answer:{event.answer_id}"
    lines = standing_lines(item=item, before_fact=fact.id)
    if any(line.event == "answer_accepted" for line in lines):
        question = f"question:{event.question_id}"
        lines += standing_lines(item=question, before_fact=fact.id, events=("loop_closed",))
    _reverse_all(lines, fact)


def undo_question(event: community.QuestionDeleted, fact: Fact) -> None:
    """A question was removed: what it earned goes with it."""
    _reverse_all(standing_lines(item=f"question:{event.question_id}", before_fact=fact.id), fact)


def restore_answer(event: community.AnswerRestored, fact: Fact) -> None:
    """A removed answer came back, with the votes nobody has taken back since."""
    _restore(event, fact, f"answer:{event.answer_id}", _VOTES)


def restore_question(event: community.QuestionRestored, fact: Fact) -> None:
    """A removed question came back, with the "me too" nobody has taken back since."""
    _restore(event, fact, f"question:{event.question_id}", (community.MeTooSaid,))


def _restore(event: Event, fact: Fact, item: str, kinds: tuple[type[Event], ...]) -> None:
    names = ("helpful_vote", "solved_it") if kinds is _VOTES else ("me_too",)
    if standing_lines(item=item, before_fact=fact.id, events=names) and _kept_its_points(event, fact):
        return
    _reverse_all(standing_lines(item=item, before_fact=fact.id, events=names), fact)
    rows = session().scalars(
        select(FactRow)
        .where(
            FactRow.subject_type == event.subject.removesuffix("_id"),
            FactRow.subject_id == event.subject_id,
            FactRow.id < fact.id,
            FactRow.kind.in_([kind.kind() for kind in kinds]),
        )
        .order_by(FactRow.id)
    )
    latest = {(row.kind, row.actor_id): row for row in rows}
    for row in latest.values():
        voted = subscriptions.read(row)
        if not _is_taken_back(voted):
            again = Fact(fact.id, fact.at, voted.actor_id, voted.event)
            _credit_all(outcomes(voted.event, again, WorkingHours()), again)


def _kept_its_points(event: Event, fact: Fact) -> bool:
    deletions = (
        session()
        .scalars(
            select(FactRow)
            .where(
                FactRow.subject_type == event.subject.removesuffix("_id"),
                FactRow.subject_id == event.subject_id,
                FactRow.id < fact.id,
                FactRow.kind == community.AnswerDeleted.kind(),
            )
            .order_by(FactRow.id.desc())
            .limit(1)
        )
        .all()
    )
    return bool(deletions) and bool(deletions[0].payload.get("keeps_points"))


def _is_taken_back(voted: Fact) -> bool:
    undone_by = [undo.kind() for undo in _SAME_PERSON_UNDOES[voted.event.kind()]]
    return (
        session().scalar(
            select(FactRow.id)
            .where(
                FactRow.subject_type == voted.event.subject.removesuffix("_id"),
                FactRow.subject_id == voted.event.subject_id,
                FactRow.id > voted.id,
                FactRow.actor_id == voted.actor_id,
                FactRow.kind.in_(undone_by),
            )
            .limit(1)
        )
        is not None
    )


def undo_wrong_article(event: knowledge.ArticleRetired, fact: Fact) -> None:
    """An article that was wrong was retired within 30 days: it should never have been official."""
    if not event.was_wrong:
        return
    lines = standing_lines(item=f"article:{event.article_id}", before_fact=fact.id, events=("article_official",))
    _reverse_all([line for line in lines if fact.at - line.at <= WRONG_WITHIN], fact)


def undo_kudos(event: game.KudosRemoved, fact: Fact) -> None:
    """Words that were no thanks are gone, and what they brought with them."""
    _reverse_all(standing_lines(item=f"kudos:{event.kudos_id}", before_fact=fact.id), fact)


def _reverse_all(lines: Iterable[LedgerEntry], fact: Fact) -> None:
    written = (reverse(line, fact.at, fact.id) for line in lines)
    _settle_what_counts_already([line for line in written if line is not None])


def _settle_what_counts_already(lines: Sequence[LedgerEntry]) -> None:
    """A line that is final when it is written, as most reversals are, may lie before what was settled last."""
    now = clock.now()
    events: dict[int, set[str]] = {}
    for line in lines:
        if line.final_at <= now:
            events.setdefault(line.user_id, set()).add(line.event)
    for person in sorted(events):
        settle_person(person, now, events[person])


def doubt_solution(event: community.QuestionAsked, fact: Fact) -> None:
    """Somebody asks about what they just said was solved: then it was not, and nobody is paid for it."""
    if fact.actor_id is None or (event.application_id is None and not event.tags):
        return
    asked = set(event.tags.split(",")) if event.tags else set()
    lines = session().scalars(
        select(LedgerEntry).where(
            STANDING,
            LedgerEntry.giver_id == fact.actor_id,
            LedgerEntry.event == "solved_it",
            LedgerEntry.at > fact.at - ASKED_AGAIN_WITHIN,
            LedgerEntry.at <= fact.at,
            LedgerEntry.fact_id < fact.id,
        )
    )
    same = [
        line
        for line in lines.all()
        if (event.application_id is not None and line.application_id == event.application_id)
        or (asked & set(line.tags.split(",")) - {""})
    ]
    _reverse_all(same, fact)


NEGATIVE: tuple[tuple[type[Event], Callable[..., None]], ...] = (
    (community.AcceptanceWithdrawn, undo_acceptance),
    (community.EndorsementWithdrawn, undo_endorsement),
    (community.HelpfulWithdrawn, undo_helpful),
    (community.AnswerVerdictWithdrawn, undo_solved),
    (community.MeTooWithdrawn, undo_me_too),
    (community.AnswerDeleted, undo_answer),
    (community.QuestionDeleted, undo_question),
    (community.AnswerRestored, restore_answer),
    (community.QuestionRestored, restore_question),
    (knowledge.ArticleVerdictWithdrawn, undo_article_solved),
    (knowledge.ArticleRetired, undo_wrong_article),
    (community.QuestionAsked, doubt_solution),
    (game.KudosRemoved, undo_kudos),
)
"""The facts that take points back, or give them back, and what is done about each."""
