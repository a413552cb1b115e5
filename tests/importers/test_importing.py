"""Importing into the portal: repeatable, following its source, quiet, credited; points through the ledger."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from community.models import Answer, ClosedAs, Comment, Follow, Question, Revision, Tag
from gamification.models import BadgeAward, LedgerEntry
from knowledge.models import Article, ArticleState
from portal.core.db import release, session
from portal.core.models import Attribution, FactRow, Mail, Notification, User
from portal.importers.articles.importing import import_articles
from portal.importers.stackexchange.importing import import_dump
from tests.importers.dumps import answer, question, user, vote, votes, write_dump
from tests.support.cast import Cast
from tests.support.house import SignIn

FIXTURES = Path(__file__).parent / "fixtures"
HOST = "tea.stackexchange.com"


def small_site(folder: Path) -> Path:
    """A site of two members: one asks, the other's answer is accepted and voted up."""
    return write_dump(
        folder,
        users=[user(1, DisplayName="Asker Aline"), user(2, DisplayName="Answerer Bo")],
        posts=[
            question(10, owner=1, AcceptedAnswerId=11, Score=1, Title="How long may green tea stand"),
            answer(11, to=10, owner=2, Score=2),
        ],
        votes=[vote(1, 10, 2), *votes(2, 11, 2, 2), vote(4, 11, 1)],
    )


def state() -> dict[str, Any]:
    """What a reader can tell of the imported site, without our numbers."""
    release()
    questions = (
        select(
            Attribution.original_url,
            Question.title,
            Question.body_source,
            User.handle,
            Question.answer_count,
            Question.has_accepted,
            Question.me_too_count,
            Question.tag_names,
        )
        .join(Attribution, Attribution.id == Question.attribution_id)
        .join(User, User.id == Question.author_id)
    )
    answers = (
        select(Attribution.original_url, User.handle, Answer.helpful_count, Answer.accepted_at.is_not(None))
        .join(Attribution, Attribution.id == Answer.attribution_id)
        .join(User, User.id == Answer.author_id)
    )
    people = select(User.handle, User.name, User.reputation, User.level).where(
        User.is_imported, User.disabled_at.is_(None)
    )
    sums = (
        select(User.handle, func.sum(LedgerEntry.reputation))
        .join(User, User.id == LedgerEntry.user_id)
        .group_by(User.handle)
        .having(func.sum(LedgerEntry.reputation) != 0)
    )
    tags = select(Tag.name, Tag.question_count).where(Tag.question_count > 0)
    badges = select(User.handle, BadgeAward.badge).join(User, User.id == BadgeAward.user_id)
    return {
        "questions": sorted(map(tuple, session().execute(questions.where(Question.deleted_at.is_(None))))),
        "answers": sorted(map(tuple, session().execute(answers.where(Answer.deleted_at.is_(None))))),
        "people": sorted(map(tuple, session().execute(people))),
        "sums": sorted((row[0], int(row[1])) for row in session().execute(sums)),
        "tags": sorted(map(tuple, session().execute(tags))),
        "badges": sorted(map(tuple, session().execute(badges))),
    }


def test_a_site_comes_in_with_its_points_and_nobody_hears_of_it(cast: Cast, tmp_path: Path) -> None:
    report = import_dump(small_site(tmp_path / HOST), "stackexchange").as_json()
    found = state()
    assert [row[1] for row in found["questions"]] == ["How long may green tea stand"]
    assert found["questions"][0][4:6] == (1, True)
    assert dict(found["sums"]) == {"tea-1": 7, "tea-2": 35}
    assert {row[0]: row[2] for row in found["people"]}["tea-2"] == 36
    assert report["written"]["answers"] == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0}
    assert {one["id"]: one["recomputed"] for one in report["users"]} == {1: 8, 2: 36}
    for quiet in (FactRow, Mail, Notification):
        assert session().scalar(select(func.count()).select_from(quiet)) == 0


def test_every_oddity_of_the_format_is_survived_and_counted(cast: Cast) -> None:
    report = import_dump(FIXTURES / "beans.stackexchange.com-2020-01", "stackexchange").as_json()
    found = state()
    assert report["read"]["Posts"] > 0
    assert report["skipped"]
    assert len(found["questions"]) == report["written"]["questions"]["new"]
    html = "".join(session().scalars(select(Question.body_html)))
    assert "<script" not in html
    assert "javascript:" not in html
    people = {user.handle: user.name for user in session().scalars(select(User).where(User.is_imported))}
    assert people["beans-1"] == people["beans-7"] == "Rosa Roaster"
    assert (people["beans-2"], people["beans-3"], people["beans-5"]) == ("user2", "user3", "咖啡豆")
    about = session().scalar(select(User.about).where(User.handle == "beans-1")) or ""
    assert about.startswith("Roasts.")
    assert "javascript:" not in about
    assert "script>" not in about


def test_the_old_format_comes_in_too(cast: Cast) -> None:
    report = import_dump(FIXTURES / "old-format", "stackexchange").as_json()
    assert report["written"]["questions"]["new"] > 0


def test_each_imported_post_shows_whose_it_is(cast: Cast, tmp_path: Path, sign_in: SignIn) -> None:
    import_dump(small_site(tmp_path / HOST), "default")
    number = session().scalar(select(Question.id))
    page = sign_in("emma").get(f"/questions/{number}", follow_redirects=True).text
    for shown in ("TEA Stack Exchange", f"https://{HOST}/questions/10", f"https://{HOST}/users/2", "CC BY-SA"):
        assert shown in page


def test_imported_people_cannot_sign_in_and_do_not_play(cast: Cast, tmp_path: Path) -> None:
    import_dump(small_site(tmp_path / HOST), "default")
    people = session().scalars(select(User).where(User.is_imported)).all()
    assert people
    assert all(person.email is None and person.password_hash is None for person in people)


def test_articles_come_into_the_library_with_their_source_and_twice_is_once(cast: Cast, sign_in: SignIn) -> None:
    first = import_articles(FIXTURES / "library").as_json()
    assert first["written"]["articles"]["new"] > 0
    again = import_articles(FIXTURES / "library").as_json()["written"]["articles"]
    assert (again["new"], again["changed"], again["gone"]) == (0, 0, 0)
    official = session().scalars(select(Article).where(Article.state == ArticleState.OFFICIAL)).all()
    assert len(official) == first["written"]["articles"]["new"]
    page = sign_in("emma").get(f"/knowledge/{official[0].id}", follow_redirects=True)
    assert page.status_code == 200


def test_the_tables_of_the_rest_come_in_too(cast: Cast) -> None:
    import_dump(FIXTURES / "beans.stackexchange.com-2020-01", "stackexchange")
    for table in (Comment, Revision, Follow):
        assert session().scalar(select(func.count()).select_from(table)), table.__tablename__


def test_a_duplicate_that_only_its_text_tells_of_is_one(cast: Cast, tmp_path: Path) -> None:
    said = (
        "<blockquote>\n  <p><strong>Possible Duplicate:</strong><br>\n  "
        '<a href="https://tea.stackexchange.com/questions/10/how">How</a>  </p>\n</blockquote>\n\n<p>The same.</p>'
    )
    closed = "2018-05-01T08:00:00.000"
    import_dump(
        write_dump(
            tmp_path / HOST,
            users=[user(1)],
            posts=[
                question(10),
                question(20, Body=said, ClosedDate=closed),
                question(30, Body=said),
                question(40, Body="<p>Not a matter for tea.</p>", ClosedDate=closed),
            ],
        )
    )
    rows = session().execute(
        select(Question.title, Question.closed_as, Question.duplicate_of_id.is_not(None)).order_by(Question.id)
    )
    assert [tuple(row) for row in rows] == [
        ("Question 10", None, False),
        ("Question 20", ClosedAs.DUPLICATE, True),
        ("Question 30", None, False),
        ("Question 40", ClosedAs.OFF_TOPIC, False),
    ]
