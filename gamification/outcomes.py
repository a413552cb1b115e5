"""From facts to outcomes: what each fact of community, knowledge and quests means for whose account.

An outcome is one possible line: which event of the rules, for whom, given by whom, for what. Nothing here knows
what it is worth; that is the rule set's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from community import events as community
from gamification import events as game
from gamification.engine.events import Circumstance, Credit
from gamification.events import QuestCompleted
from knowledge import events as knowledge
from portal.core.facts import Event, Fact
from portal.core.worktime import BUSINESS_DAY, WorkingHours

FIRST_REPLY_WITHIN = timedelta(hours=2)
RESCUED_AFTER = 2 * BUSINESS_DAY
# Accepted this soon after it was posted, or under a question of so few characters, a person has to look at it.
ACCEPTED_TOO_SOON = timedelta(minutes=3)
QUESTION_TOO_SHORT = 40
TRIVIAL_BELOW = 20
WRONG_WITHIN = timedelta(days=30)
# Who asks about the same within this time after saying that it was solved had not solved it.
ASKED_AGAIN_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Outcome:
    """Somebody helped somebody: one line of the ledger to be."""

    event: str
    receiver_id: int
    giver_id: int | None
    item: str
    title: str
    question_id: int | None = None
    application_id: int | None = None
    tags: str = ""
    credit: Credit = Credit.LEAD
    circumstances: frozenset[Circumstance] = field(default_factory=frozenset)
    amount: int | None = None

    @property
    def stem(self) -> str:
        """What the outcome is, whenever it happened."""
        return f"{self.event}:{self.item}:{self.giver_id or 0}:{self.receiver_id}"


def outcomes(event: Event, fact: Fact, hours: WorkingHours) -> Iterator[Outcome]:
    """The outcomes of a fact, in the order they are to be settled. `hours` are the asker's."""
    match event:
        case community.AnswerAccepted():
            yield from _accepted(event, fact, hours)
        case community.AnswerEndorsed():
            yield from _first_good_reply(event, hours, frozenset())
            yield _about_answer("answer_endorsed", event, fact.actor_id)
        case community.HelpfulVoted():
            yield _about_answer("helpful_vote", event, fact.actor_id)
        case community.AnswerSolvedIt() if fact.actor_id != event.asker_id:
            own = event.asker_id == event.answerer_id
            marks = frozenset({Circumstance.SELF_ANSWERED}) if own else frozenset[Circumstance]()
            yield _about_answer("solved_it", event, fact.actor_id, marks)
        case community.MeTooSaid():
            yield _about_question("me_too", event, event.asker_id, fact.actor_id)
        case community.SuggestionTaken():
            trivial = event.changed_characters < TRIVIAL_BELOW
            yield Outcome(
                "improvement",
                event.suggester_id,
                fact.actor_id,
                f"{event.post_type}:{event.post_id}",
                event.title,
                event.question_id,
                event.application_id,
                event.tags,
                circumstances=frozenset({Circumstance.TRIVIAL}) if trivial else frozenset(),
            )
        case community.FlagConfirmed():
            yield Outcome(
                "flag_confirmed",
                event.flagger_id,
                fact.actor_id,
                f"flag:{event.flag_id}",
                event.title,
                event.question_id,
            )
        case game.KudosGiven():
            yield Outcome(
                "kudos",
                event.receiver_id,
                fact.actor_id,
                f"kudos:{event.kudos_id}",
                event.title,
                event.question_id,
                event.application_id,
                event.tags,
                circumstances=frozenset({Circumstance.RETURNED}) if event.returned else frozenset(),
            )
        case game.BoostAwarded():
            yield Outcome(
                "boost",
                event.winner_id,
                fact.actor_id,
                f"answer:{event.answer_id}",
                event.title,
                event.question_id,
                event.application_id,
                event.tags,
                amount=event.points,
            )
        case knowledge.ArticleDrafted() if event.credited_id is not None:
            yield from _promoted(event)
        case knowledge.ArticlePublished():
            yield from _official(event)
        case knowledge.ArticleSolvedIt():
            yield _about_article("solved_it", event, event.author_id, fact.actor_id)
            if event.credited_id not in (None, event.author_id):
                yield _about_article("solved_it", event, event.credited_id, fact.actor_id, Credit.EDITOR)
        case QuestCompleted():
            item = f"quest:{event.run_id}"
            yield Outcome("quest", event.user_id, None, item, event.name, amount=event.season_points)


def _accepted(event: community.AnswerAccepted, fact: Fact, hours: WorkingHours) -> Iterator[Outcome]:
    soon = fact.at - _moment(event.answered_at) < ACCEPTED_TOO_SOON
    doubtful = soon or event.asked_length < QUESTION_TOO_SHORT
    marks = frozenset({Circumstance.IN_DOUBT}) if doubtful else frozenset[Circumstance]()
    yield from _first_good_reply(event, hours, marks)
    waited = hours.between(_moment(event.asked_at), _moment(event.answered_at))
    if event.was_first and waited >= RESCUED_AFTER:
        yield _about_answer("rescue", event, event.asker_id, marks)
    yield _about_answer("answer_accepted", event, event.asker_id, marks)
    if event.asker_id != event.answerer_id:
        yield _about_question("loop_closed", event, event.asker_id, None, marks)


def _first_good_reply(
    event: community.AnswerEvent, hours: WorkingHours, marks: frozenset[Circumstance]
) -> Iterator[Outcome]:
    waited = hours.between(_moment(event.asked_at), _moment(event.answered_at))
    if event.was_first and waited <= FIRST_REPLY_WITHIN:
        yield _about_answer("first_good_reply", event, event.asker_id, marks)


def _promoted(event: knowledge.ArticleDrafted) -> Iterator[Outcome]:
    if event.credited_id is None or event.answer_id is None:
        return
    shared = (event.title, event.question_id, event.application_id, event.tags)
    item = f"answer:{event.answer_id}"
    yield Outcome("promoted", event.credited_id, event.author_id, item, *shared)
    yield Outcome("curated", event.author_id, event.credited_id, item, *shared)


def _official(event: knowledge.ArticlePublished) -> Iterator[Outcome]:
    """The giver is nobody: publishing says that it helps everybody, also where an analyst publishes their own."""
    yield _about_article("article_official", event, event.author_id, None)
    named = [int(person) for person in event.co_author_ids.split(",") if person]
    first = [event.credited_id] if event.credited_id else []
    for person in dict.fromkeys([*first, *named]):
        if person != event.author_id:
            yield _about_article("article_official", event, person, None, Credit.CO_AUTHOR)


def _about_answer(
    name: str, event: community.AnswerEvent, giver_id: int | None, marks: frozenset[Circumstance] = frozenset()
) -> Outcome:
    return Outcome(
        name,
        event.answerer_id,
        giver_id,
        f"answer:{event.answer_id}",
        event.title,
        event.question_id,
        event.application_id,
        event.tags,
        circumstances=marks,
    )


def _about_question(
    name: str,
    event: community.QuestionEvent,
    receiver_id: int,
    giver_id: int | None,
    marks: frozenset[Circumstance] = frozenset(),
) -> Outcome:
    return Outcome(
        name,
        receiver_id,
        giver_id,
        f"question:{event.question_id}",
        event.title,
        event.question_id,
        event.application_id,
        event.tags,
        circumstances=marks,
    )


def _about_article(
    name: str,
    event: knowledge.ArticleEvent,
    receiver_id: int | None,
    giver_id: int | None,
    credit: Credit = Credit.LEAD,
) -> Outcome:
    return Outcome(
        name,
        receiver_id or event.author_id,
        giver_id,
        f"article:{event.article_id}",
        event.title,
        None,
        event.application_id,
        event.tags,
        credit,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
