"""Lists: their order, their pages, and what narrows them."""

from datetime import timedelta

from sqlalchemy import update

from community.actions.tags import merge_tags
from community.finding import Reader
from community.models import Question, QuestionTag, Tag, Visibility
from community.queries import lists
from community.queries.lists import Path, Tab, Wanted, list_questions
from community.queries.tags import list_tags
from portal.core import clock
from portal.core.db import transaction
from portal.web.paging import PAGE_SIZE
from tests.community import reading
from tests.support.cast import FIRST_DAY, Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer


def _many(cast: Cast, count: int, step: timedelta = timedelta(0)) -> None:
    """Questions, each `step` after the one before; without a step all at the very same moment."""
    with transaction() as opened:
        tag = Tag(name="many", description="", description_html="", question_count=count)
        opened.add(tag)
        opened.flush()
        for number in range(count):
            question = Question(
                title=f"Question number {number} of many",
                body_source="x",
                body_html="<p>x</p>",
                excerpt="x",
                author_id=cast["emma"].id,
                application_id=1,
                visibility=Visibility.IT if number % 7 == 3 else Visibility.EVERYONE,
                created_at=FIRST_DAY + number * step,
                active_at=FIRST_DAY + (count - number) * step,
                tag_names="many",
                answer_count=number % 2,
            )
            opened.add(question)
            opened.flush()
            opened.add(QuestionTag(question_id=question.id, tag_id=tag.id))


def _walk(cast: Cast, handle: str, wanted: Wanted) -> list[int]:
    seen: list[int] = []
    cursor = None
    for _ in range(50):
        page = list_questions(cast[handle], wanted, cursor)
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return seen
    raise AssertionError("the list has no end")


def test_a_list_is_walked_without_missing_or_repeating_anything_at_equal_moments(cast: Cast) -> None:
    _many(cast, 3 * PAGE_SIZE + 5)
    for handle, expected in (("ana", 65), ("otto", 65 - len(range(3, 65, 7)))):
        for tab in (Tab.NEWEST, Tab.ACTIVE):
            seen = _walk(cast, handle, Wanted(tab))
            assert seen == sorted(seen, reverse=True), tab
            assert len(seen) == len(set(seen)) == expected


def test_each_tab_has_its_own_order(cast: Cast) -> None:
    _many(cast, PAGE_SIZE + 5, timedelta(minutes=1))
    newest = _walk(cast, "ana", Wanted(Tab.NEWEST))
    assert newest == sorted(newest, reverse=True)
    assert _walk(cast, "ana", Wanted(Tab.ACTIVE)) == newest[::-1]
    assert _walk(cast, "ana", Wanted(Tab.UNANSWERED)) == [one for one in newest if one % 2]


def test_both_ways_to_a_tags_questions_lead_to_the_same(cast: Cast, monkeypatch: object) -> None:
    _many(cast, 2 * PAGE_SIZE + 3, timedelta(minutes=1))
    everything = _walk(cast, "otto", Wanted())
    found = {}
    for path in (Path.TAG_FIRST, Path.ORDER_FIRST):
        statement = lists._listing(Reader.COLLEAGUE, Tab.NEWEST, path, False, False).limit(1000)
        from portal.core.db import fetch

        found[path] = [row.id for row in fetch(statement, {"me": cast["otto"].id, "tag": 1})]
    assert found[Path.TAG_FIRST] == found[Path.ORDER_FIRST] == everything
    assert _walk(cast, "otto", Wanted(tag="many", application="vpn")) == everything


def test_a_cursor_somebody_made_up_is_a_first_page(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"])
    otto = sign_in("otto")
    for cursor in ("x", "W10", "WzEsMl0", "W1sidCIsMV0sMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd", "é" * 300):
        for address in ("/questions", "/tags", "/tags/vpn"):
            assert otto.get(address, query_string={"after": cursor}).status_code == 200, (address, cursor)


def test_an_empty_list_offers_a_next_step(cast: Cast, sign_in: SignIn) -> None:
    otto = sign_in("otto")
    assert 'href="/ask"' in otto.get("/questions").text
    assert "Everything has an answer" in otto.get("/questions?tab=unanswered").text
    assert otto.get("/questions?tag=nothing&application=nowhere").status_code == 200
    assert otto.get("/questions?tab=sideways").status_code == 200


def test_the_best_answer_comes_first(cast: Cast) -> None:
    from community.actions.answers import accept_answer, endorse_answer
    from community.actions.signals import mark_helpful
    from community.queries.question import question_page

    question_id = a_question(cast["emma"])
    oldest, helpful, endorsed, accepted = (
        an_answer(cast[who], question_id, f"An answer that is written by {who} alone")
        for who in ("otto", "zoe", "sam", "ana")
    )
    mark_helpful(cast["emma"], helpful)
    endorse_answer(cast["ivan"], endorsed)
    accept_answer(cast["emma"], accepted)
    order = [answer.id for answer in question_page(cast["otto"], question_id).answers.items]
    assert order == [accepted, endorsed, helpful, oldest]


def test_answers_are_paged_and_each_has_an_address_that_finds_it(cast: Cast, sign_in: SignIn) -> None:
    from community.models import Answer
    from community.queries.question import Asked, question_page

    question_id = a_question(cast["emma"])
    an_answer(cast["sam"], question_id)
    with transaction() as opened:
        from portal.core.models import User

        for number in range(70):
            person = User(handle=f"p{number}", name=f"P {number}", joined_at=FIRST_DAY)
            opened.add(person)
            opened.flush()
            opened.add(
                Answer(
                    question_id=question_id,
                    author_id=person.id,
                    body_source="x",
                    body_html=f"<p>Answer of {number}</p>",
                    excerpt="x",
                    created_at=clock.now(),
                    helpful_count=number % 3,
                )
            )
        opened.execute(update(Question).values(answer_count=71))
    seen: list[int] = []
    cursor = None
    for _ in range(5):
        answers = question_page(cast["otto"], question_id, Asked(after=cursor)).answers
        seen += [one.id for one in answers.items]
        cursor = answers.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 71
    last = seen[-1]
    page = sign_in("otto").get(f"/answers/{last}", follow_redirects=True)
    assert f'id="answer-{last}"' in page.text
    assert "Show the best answers first" in page.text


def test_tags_are_listed_most_used_first_and_found_by_how_they_begin(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"], tags="vpn wifi")
    a_question(cast["otto"], "Another question about the office", tags="vpn office")
    assert [row.name for row in list_tags().items] == ["vpn", "office", "wifi"]
    assert [row.name for row in list_tags("w").items] == ["wifi"]
    assert list_tags("%").items == []
    merge_tags(cast["ana"], "wifi", "office")
    assert [(row.name, row.question_count) for row in list_tags().items] == [("office", 2), ("vpn", 2)]
    moved = sign_in("otto").get("/tags/wifi")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/tags/office")
    assert "Nothing is filed here yet" in sign_in("otto").get("/tags/nothing").text
    assert sign_in("otto").get("/tags/<b>").status_code == 404
    assert reading.question(1).tag_names == "vpn,office"
