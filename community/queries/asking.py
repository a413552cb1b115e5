"""What the asker is told before asking: the context that is filled in, who will hear of it, and how soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import and_, bindparam, func, select

from community.finding import in_sight
from community.languages import language_name
from community.models import Answer, Question, Visibility
from community.rules import rules
from portal.core import clock
from portal.core.db import Database, database, session
from portal.core.models import Application, Role, Site, User, user_applications
from portal.core.permissions import Actor

Choice = tuple[int | str, str]


@dataclass(frozen=True)
class Context:
    """A person's own context, as their profile has it: filled into the form, and theirs to change."""

    site_id: int | None
    device: str
    languages: tuple[str, ...]
    application_ids: frozenset[int]


@dataclass(frozen=True)
class Choices:
    """What can be chosen for a question; one's own applications come first."""

    applications: tuple[Choice, ...]
    sites: tuple[Choice, ...]
    languages: tuple[Choice, ...]


@dataclass(frozen=True)
class Expectation:
    """Who will hear of a question, and how soon the first answer usually comes; None where that cannot be told."""

    application: str
    superusers: int
    first_answer: timedelta | None

    @property
    def soon(self) -> str:
        """The time in words: within 40 minutes."""
        return _in_words(self.first_answer) if self.first_answer is not None else ""


def own_context(actor: Actor) -> Context:
    """What travels with `actor`'s questions unless it is changed."""
    site_id, device, languages = (
        session().execute(select(User.site_id, User.device, User.languages).where(User.id == actor.id)).one()
    )
    used = session().scalars(select(user_applications.c.application_id).where(user_applications.c.user_id == actor.id))
    spoken = tuple(code.strip() for code in languages.split(",") if code.strip())
    return Context(site_id, device, spoken or ("en",), frozenset(used))


def choices(context: Context) -> Choices:
    """What a form about a question offers."""
    applications = session().execute(_APPLICATIONS).all()
    own = [(one.id, one.name) for one in applications if one.id in context.application_ids]
    others = [(one.id, one.name) for one in applications if one.id not in context.application_ids]
    sites = session().execute(select(Site.id, Site.name).order_by(Site.name)).all()
    return Choices(
        applications=(("", "Not about one"), *own, *others),
        sites=(("", "None in particular"), *((site.id, site.name) for site in sites)),
        languages=tuple((code, language_name(code)) for code in dict.fromkeys((*context.languages, "en"))),
    )


_APPLICATIONS = (
    select(Application.id, Application.name).where(Application.retired_at.is_(None)).order_by(Application.name)
)


def expectation(actor: Actor, application_id: int | None) -> Expectation | None:
    """What to expect of a question about this application; None where it is about none of ours."""
    if application_id is None:
        return None
    name = session().scalar(select(Application.name).where(Application.id == application_id))
    if name is None:
        return None
    knowing = session().scalar(
        select(func.count())
        .select_from(user_applications)
        .join(User, User.id == user_applications.c.user_id)
        .where(
            user_applications.c.application_id == application_id,
            User.role == Role.SUPERUSER,
            User.disabled_at.is_(None),
            User.id != actor.id,
        )
    )
    return Expectation(name, knowing or 0, time_to_first_answer(application_id))


_kept: "WeakKeyDictionary[Database, dict[int, tuple[datetime, timedelta | None]]]" = WeakKeyDictionary()


def time_to_first_answer(application_id: int) -> timedelta | None:
    """How long a colleague's first answer usually takes: the median, of which a question nobody answered is a part.

    None where too few were asked lately, or more than half were never answered. Kept for some minutes.
    """
    kept = _kept.setdefault(database(), {})
    at, found = kept.get(application_id, (None, None))
    now = clock.now()
    if at is None or abs(now - at) > timedelta(seconds=rules().expectation.kept_seconds):
        found = _measure(application_id, now)
        kept[application_id] = (now, found)
    return found


_WAITS = (
    select(Question.created_at, func.min(Answer.created_at).label("answered_at"))
    .outerjoin(
        Answer,
        and_(Answer.question_id == Question.id, in_sight(Answer), Answer.author_id != Question.author_id),
    )
    .where(
        Question.application_id == bindparam("application_id"),
        Question.created_at > bindparam("since", type_=Question.created_at.type),
        Question.created_at <= bindparam("until", type_=Question.created_at.type),
        Question.visibility == Visibility.EVERYONE,
        in_sight(Question),
    )
    .group_by(Question.id, Question.created_at)
    .order_by(Question.created_at.desc())
)


def _measure(application_id: int, now: datetime) -> timedelta | None:
    told = rules().expectation
    # A question of today that nobody has answered yet says nothing; one of last week does.
    asked: dict[str, Any] = {
        "application_id": application_id,
        "since": now - timedelta(days=told.days),
        "until": now,
    }
    waits = []
    for row in session().execute(_WAITS.limit(told.most_questions), asked):
        if row.answered_at is not None:
            waits.append(row.answered_at - row.created_at)
        elif now - row.created_at > timedelta(days=1):
            waits.append(timedelta.max)
    if len(waits) < told.least_questions:
        return None
    usual = median_low(waits)
    return usual if usual < timedelta(days=told.days) else None


def _in_words(wait: timedelta) -> str:
    minutes = wait.total_seconds() / 60
    for least, size, unit in ((2880, 1440, "days"), (120, 60, "hours")):
        if minutes >= least:
            return f"within {round(minutes / size)} {unit}"
    return f"within {max(5, 5 * round(minutes / 5))} minutes"
