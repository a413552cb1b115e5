"""Real sites brought into the portal: every number they publish of their posts stands here, and nobody heard of it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from community.models import Answer, Comment, Follow, Question
from gamification.proving import prove
from portal.core.db import session
from portal.core.models import Attribution, Delivery, FactRow, Mail, Notification, User
from portal.importers.models import ImportedFigures, ImportedItem
from portal.importers.stackexchange.importing import import_dump
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.reader import Dump
from tests.support.cast import Cast
from tests.support.data import Archive

pytestmark = pytest.mark.needs("data")


@pytest.mark.parametrize(
    ("archive", "questions", "answers", "accepted"),
    [(Archive.HOW_THINGS_WORK_2011, 139, 217, 74), (Archive.AI_2017, 604, 1004, 285)],
)
def test_a_real_site_stands_here_as_it_published_itself(
    cast: Cast,
    unpacked: Callable[[Archive], Path],
    database_url: str,
    archive: Archive,
    questions: int,
    answers: int,
    accepted: int,
) -> None:
    if archive is Archive.AI_2017 and not database_url.startswith("sqlite"):
        pytest.skip("once is enough of the long one")
    dump = Dump(unpacked(archive))
    report = import_dump(dump.folder, "stackexchange").as_json()
    here = {kind: counts["new"] for kind, counts in report["written"].items()}
    assert (here["questions"], here["answers"]) == (questions, answers)
    assert _count(select(Answer.id).where(Answer.accepted_at.is_not(None))) == accepted
    _figures_are_those_of_the_posts(dump)
    _everything_says_whose_it_is()
    for quiet in (FactRow, Delivery, Notification, Mail):
        assert _count(select(quiet.__table__)) == 0
    assert not prove().wrong
    recomputed = {f"{one['id']}": one["recomputed"] for one in report["users"]}
    shown = select(ImportedItem.source_key, User.reputation).join(User, User.id == ImportedItem.local_id)
    here_now = {row[0]: row[1] for row in session().execute(shown.where(ImportedItem.kind == "user"))}
    assert here_now == recomputed


def _figures_are_those_of_the_posts(dump: Dump) -> None:
    figures: dict[int, tuple[int, ImportedFigures]] = {}
    for kind in ("question", "answer"):
        key = (ImportedItem.kind == kind) & (ImportedItem.local_id == ImportedFigures.local_id)
        rows = session().execute(
            select(ImportedItem.source_key, ImportedItem.local_id, ImportedFigures)
            .join(ImportedFigures, key)
            .where(ImportedFigures.kind == kind)
        )
        figures |= {int(row[0]): (row[1], row[2]) for row in rows}
    under_answers = _counted(select(Comment.answer_id))
    under_questions = _counted(select(Comment.question_id).where(Comment.answer_id.is_(None)))
    follows = _counted(select(Follow.question_id))
    answered = {row[0]: row[1] for row in session().execute(select(Question.id, Question.answer_count))}
    for post in dump.posts():
        if post.type is PostType.QUESTION:
            ours, own = figures[post.id]
            assert (answered[ours], under_questions[ours]) == (post.answers, post.comments), post.id
            assert (own.favourites, own.views) == (post.favorites, post.views), post.id
            assert follows[ours] <= post.favorites, post.id
        elif post.type is PostType.ANSWER:
            ours, own = figures[post.id]
            assert under_answers[ours] == post.comments, post.id
        else:
            continue
        assert own.up_votes - own.down_votes == own.score == post.score, post.id


def _counted(ids: Any) -> Counter[int]:
    return Counter(session().scalars(ids))


def _everything_says_whose_it_is() -> None:
    for model in (Question, Answer, Comment):
        assert _count(select(model.id).where(model.attribution_id.is_(None))) == 0
    nameless = select(Attribution.id).where(
        (Attribution.author_name == "") | ~Attribution.licence_name.startswith("CC BY-SA")
    )
    assert _count(nameless) == 0


def _count(rows: Any) -> int:
    return session().scalar(select(func.count()).select_from(rows.subquery())) or 0
