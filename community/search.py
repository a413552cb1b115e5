"""What search knows of questions and answers: each as a document, all of them a few hundred at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from community.finding import in_sight
from community.models import Answer, Question, Visibility
from community.tagging import split_tags
from portal.core.db import release, session
from portal.core.markup.plain import text_of
from portal.core.models import Application, Department, Site, User
from portal.search.documents import EVERYONE, Document, Flag, Heading, Kind, Trust

BATCH = 300
MOST_ANSWERS = 30
"""So many answers, the best ones, lend their words to their question."""

_ids: BindParameter[int] = bindparam("ids", expanding=True)
_QUESTION_COLUMNS: tuple[Any, ...] = (
    Question.id,
    Question.title,
    Question.body_html,
    Question.author_id,
    Question.visibility,
    Question.device,
    Question.language,
    Question.tag_names,
    Question.created_at,
    Question.edited_at,
    Question.has_accepted,
    Question.has_endorsed,
    User.handle,
    Department.name.label("department"),
    Site.name.label("site"),
    Application.name.label("application"),
)
_QUESTIONS = (
    select(*_QUESTION_COLUMNS)
    .select_from(Question)
    .join(User, User.id == Question.author_id)
    .outerjoin(Department, Department.id == User.department_id)
    .outerjoin(Site, Site.id == Question.site_id)
    .outerjoin(Application, Application.id == Question.application_id)
    .where(Question.id.in_(_ids), in_sight(Question))
    .order_by(Question.id)
)
_ANSWER_COLUMNS: tuple[Any, ...] = (
    Answer.id,
    Answer.question_id,
    Answer.body_html,
    Answer.created_at,
    Answer.edited_at,
    Answer.accepted_at,
    Answer.endorsed_at,
    Answer.helpful_count,
    Answer.solved_count,
    User.handle,
)
_ANSWERS = (
    select(*_ANSWER_COLUMNS)
    .join(User, User.id == Answer.author_id)
    .where(Answer.question_id.in_(_ids), in_sight(Answer))
    .order_by(
        Answer.question_id,
        Answer.accepted_at.is_(None),
        Answer.endorsed_at.is_(None),
        Answer.helpful_count.desc(),
        Answer.id,
    )
)
_KEYS = select(Answer.id).where(Answer.question_id.in_(_ids))
_HEADINGS = select(Question.id, Question.title, Question.language).where(in_sight(Question)).order_by(Question.id)
_NEXT_IDS = select(Question.id).where(Question.id > bindparam("after")).order_by(Question.id).limit(BATCH)


def documents(question_ids: Sequence[int]) -> list[Document]:
    """These questions and their answers, as far as they are in anybody's sight."""
    found = {"ids": list(question_ids)}
    answers: dict[int, list[tuple[Row[Any], str]]] = defaultdict(list)
    for row in session().execute(_ANSWERS, found):
        answers[row.question_id].append((row, text_of(row.body_html)))
    return [
        document
        for question in session().execute(_QUESTIONS, found)
        for document in _thread(question, answers[question.id])
    ]


def keys(question_ids: Sequence[int]) -> list[str]:
    """Every key these questions and their answers may have in the index, whether they are in sight or not."""
    answers = session().scalars(_KEYS, {"ids": list(question_ids)})
    return [*(f"question:{number}" for number in question_ids), *(f"answer:{number}" for number in answers)]


def every_document() -> Iterator[Document]:
    """All questions and answers in anybody's sight; no more than a few hundred are held at a time."""
    last = 0
    while ids := list(session().scalars(_NEXT_IDS, {"after": last})):
        batch = documents(ids)
        release()  # a long look at the database would keep its log from being cleared
        yield from batch
        last = ids[-1]


def headings(question_ids: Sequence[int]) -> list[Heading]:
    """The titles of these questions, as far as they are in anybody's sight."""
    return [_heading(row) for row in session().execute(_HEADINGS.where(Question.id.in_(_ids)), {"ids": question_ids})]


def next_headings(after: int, most: int) -> list[Heading]:
    """The titles of the next questions after one, oldest first."""
    return [_heading(row) for row in session().execute(_HEADINGS.where(Question.id > after).limit(most))]


def count() -> int:
    """About how many documents there are."""
    questions = select(func.count()).select_from(Question).scalar_subquery()
    answers = select(func.count()).select_from(Answer).scalar_subquery()
    return session().scalar(select(questions + answers)) or 0


def _heading(row: Row[int, str, str]) -> Heading:
    return Heading(f"question:{row.id}", row.title, row.language or "en")


def _thread(question: Row[Any], answers: Sequence[tuple[Row[Any], str]]) -> Iterator[Document]:
    shared: Mapping[str, Any] = {
        "thread": f"question:{question.id}",
        "title": question.title,
        "readers": _readers(question),
        "revision": "",
        "tags": tuple(split_tags(question.tag_names)),
        "application": question.application or "",
        "department": question.department or "",
        "site": question.site or "",
        "device": question.device,
        "language": question.language or "en",
    }
    yield Document(
        key=f"question:{question.id}",
        kind=Kind.QUESTION,
        body=text_of(question.body_html),
        answers=tuple(text for _, text in answers[:MOST_ANSWERS]),
        created_at=question.created_at,
        updated_at=max([_latest(question), *(_latest(answer) for answer, _ in answers)]),
        author=question.handle,
        trust=_trust(accepted=question.has_accepted, endorsed=question.has_endorsed),
        flags=_flags(answered=bool(answers), accepted=question.has_accepted, endorsed=question.has_endorsed),
        helpful=sum(answer.helpful_count for answer, _ in answers),
        solved=sum(answer.solved_count for answer, _ in answers),
        **shared,
    )
    for answer, text in answers:
        accepted, endorsed = answer.accepted_at is not None, answer.endorsed_at is not None
        yield Document(
            key=f"answer:{answer.id}",
            kind=Kind.ANSWER,
            body=text,
            created_at=answer.created_at,
            updated_at=_latest(answer),
            author=answer.handle,
            trust=_trust(accepted=accepted, endorsed=endorsed),
            flags=_flags(answered=False, accepted=accepted, endorsed=endorsed),
            helpful=answer.helpful_count,
            solved=answer.solved_count,
            **shared,
        )


def _readers(question: Row[Any]) -> frozenset[str]:
    if question.visibility is Visibility.IT:
        return frozenset({"it", f"u:{question.author_id}"})
    return frozenset({EVERYONE})


def _latest(post: Row[Any]) -> datetime:
    moment: datetime = post.edited_at or post.created_at
    return moment


def _trust(*, accepted: bool, endorsed: bool) -> Trust:
    if endorsed:
        return Trust.ENDORSED
    return Trust.ACCEPTED if accepted else Trust.COMMUNITY


def _flags(*, answered: bool, accepted: bool, endorsed: bool) -> frozenset[Flag]:
    states = ((Flag.ANSWERED, answered), (Flag.ACCEPTED, accepted), (Flag.ENDORSED, endorsed))
    return frozenset(flag for flag, holds in states if holds)
