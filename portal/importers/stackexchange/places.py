"""Where each post of a dump comes to stand here: places are made first, so that texts can link to one another."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import insert

from community.links import question_href
from community.models import Answer, Question, Visibility
from portal.core.db import session, transaction
from portal.importers.remembering import Memory, batches
from portal.importers.stackexchange.content import clean_title
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import PostRow
from portal.importers.stackexchange.tallying import Written

QUESTION, ANSWER = "question", "answer"


class Places:
    """Our ids of a dump's questions and answers, by their number there."""

    def __init__(self) -> None:
        self.questions: dict[int, int] = {}
        self.answers: dict[int, int] = {}
        self.question_of_answer: dict[int, int] = {}
        self.accepted: set[int] = set()
        self._titles: dict[int, str] = {}

    def href(self, number: int) -> str | None:
        """The page of ours where a post stands; None for one that was not imported."""
        if number in self.questions:
            return question_href(self.questions[number], self._titles.get(number, ""))
        if number in self.answers:
            question = self.question_of_answer[number]
            page = question_href(self.questions[question], self._titles.get(question, ""))
            return f"{page}#answer-{self.answers[number]}"
        return None

    def has(self, number: int) -> bool:
        """Whether a post has a place here."""
        return number in self.questions or number in self.answers

    def title(self, number: int) -> str:
        """A question's title."""
        return self._titles.get(number, "")

    def knows(self, number: int) -> bool:
        """Whether the dump has a question of this number: an earlier one may have had others."""
        return number in self._titles

    def note_title(self, number: int, title: str) -> None:
        """Remember a question's title, for its address."""
        self._titles[number] = title


def make_places(places: Places, dump: Dump, memory: Memory, former: int, now: datetime, written: Written) -> None:
    """Give every question and answer of the dump a place of ours, out of sight until it is filled."""
    for batch in batches(_of(dump, PostType.QUESTION)):
        for row in batch:
            places.note_title(row.id, clean_title(row.title))
            if row.accepted_answer_id is not None:
                places.accepted.add(row.accepted_answer_id)
        with transaction():
            _make_questions(batch, memory, former, now)
    places.questions = {number: ours for number, ours in memory.local_ids(QUESTION).items() if places.knows(number)}
    for batch in batches(_of(dump, PostType.ANSWER)):
        standing = [row for row in batch if row.parent_id in places.questions]
        if len(standing) < len(batch):
            written.left_out["answers", "its question is gone"] += len(batch) - len(standing)
        for row in standing:
            places.question_of_answer[row.id] = row.parent_id or 0
        with transaction():
            _make_answers(standing, memory, places, former, now)
    places.answers = {
        number: ours for number, ours in memory.local_ids(ANSWER).items() if number in places.question_of_answer
    }


def _of(dump: Dump, kind: PostType) -> Iterator[PostRow]:
    seen: set[int] = set()
    for row in dump.posts():
        if row.type is kind and row.id not in seen:
            seen.add(row.id)
            yield row


def _new(batch: Sequence[PostRow], kind: str, memory: Memory) -> list[PostRow]:
    known = memory.find(kind, [str(row.id) for row in batch])
    return [row for row in batch if str(row.id) not in known]


def _make_questions(batch: Sequence[PostRow], memory: Memory, former: int, now: datetime) -> None:
    new = _new(batch, QUESTION, memory)
    rows = [
        {
            "title": clean_title(row.title),
            "body_source": "",
            "body_html": "",
            "excerpt": "",
            "author_id": former,
            "visibility": Visibility.EVERYONE,
            "created_at": row.created,
            "active_at": row.created,
            "deleted_at": now,
        }
        for row in new
    ]
    _remember(new, rows, Question, QUESTION, memory)


def _make_answers(batch: Sequence[PostRow], memory: Memory, places: Places, former: int, now: datetime) -> None:
    new = _new(batch, ANSWER, memory)
    rows = [
        {
            "question_id": places.questions[row.parent_id or 0],
            "body_source": "",
            "body_html": "",
            "excerpt": "",
            "author_id": former,
            "created_at": row.created,
            "deleted_at": now,
        }
        for row in new
    ]
    _remember(new, rows, Answer, ANSWER, memory)


def _remember(
    new: Sequence[PostRow],
    rows: list[dict[str, object]],
    model: type[Question] | type[Answer],
    kind: str,
    memory: Memory,
) -> None:
    if not rows:
        return
    ids = session().scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows).all()
    memory.add(kind, {str(row.id): (ours, "") for row, ours in zip(new, ids, strict=True)})
