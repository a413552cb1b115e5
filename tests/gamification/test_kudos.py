"""Kudos: thanks in one's own words, ten in thirty days, for something that was done, and never a way to points."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from community.actions.answers import delete_answer
from community.actions.comments import post_comment
from community.actions.questions import edit_question
from community.actions.suggestions import suggest_answer_edit, take_suggestion
from community.forms import AnswerSuggestion, CommentDraft, QuestionEdit
from community.models import Visibility
from gamification.actions.kudos import give_kudos, remove_kudos
from gamification.catalogue import catalogue
from gamification.counting import progress
from gamification.erasing import reset_points
from gamification.events import KudosGiven, KudosRemoved
from gamification.forms import KudosDraft, RemovalDraft
from gamification.holding import end_holds, hold, open_case
from gamification.models import BadgeAward, HoldEnd, Kudos, KudosFor, LedgerEntry
from gamification.proving import compare
from gamification.standings import review_everybodys_badges, settle_final_lines
from knowledge.actions.articles import publish_article, write_article
from knowledge.actions.promotion import promote_answer
from knowledge.forms import ArticleDraft
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.facts import record
from portal.core.models import Department, FactRow, GameSwitch, Notification, PointsVisibility, User
from portal.core.play import look_again
from portal.core.refusals import Refused
from tests.rights.company import ARTICLE
from tests.support.cast import Cast
from tests.support.counting import CountQueries
from tests.support.house import SignIn
from tests.support.makers import ANSWER, BODY, a_question, an_answer

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = "You saved my month-end: the second step was it, and nobody else knew."
Settle = Callable[[], int]
_days = count(1)


@pytest.fixture(autouse=True)
def in_the_morning() -> Iterator[None]:
    """All of it happens at one moment, unless a test moves on."""
    with clock.at(MORNING):
        yield


@pytest.fixture
def answer(cast: Cast) -> int:
    """Sam's answer to a question of Emma's."""
    return an_answer(cast["sam"], a_question(cast["emma"]))


def thank(client: FlaskClient, address: str, words: str = WORDS, **more: str) -> tuple[int, str]:
    answered = client.post(f"{address}/kudos", data={"words": words, "shown": "public", **more}, follow_redirects=True)
    return answered.status_code, answered.text


def all_kudos() -> list[Kudos]:
    found = list(session().scalars(select(Kudos).order_by(Kudos.id)))
    release()
    return found


def lines(cast: Cast, handle: str) -> list[tuple[int, int, str, str | None]]:
    found = select(LedgerEntry).where(LedgerEntry.user_id == cast[handle].id, LedgerEntry.event == "kudos")
    rows = [
        (row.reputation, row.season_points, row.reason, row.rule)
        for row in session().scalars(found.order_by(LedgerEntry.id))
    ]
    release()
    return rows


def give(cast: Cast, giver: str, answer_id: int, words: str = WORDS, *, public: bool = True) -> int:
    draft = KudosDraft(words=words, shown="public" if public else "private")
    return give_kudos(cast[giver], KudosFor.ANSWER, answer_id, draft)


def answers_of(cast: Cast, handle: str, number: int) -> list[int]:
    """Answers to questions of somebody else's, each on a day of its own, before."""
    asker = "zoe" if handle != "zoe" else "sam"
    return [one_answer(cast, asker, handle) for _ in range(number)]


def one_answer(cast: Cast, asker: str, answerer: str) -> int:
    """An answer, on a day of its own."""
    number = next(_days)
    with clock.at(MORNING - timedelta(days=number)):
        return an_answer(cast[answerer], a_question(cast[asker], f"How do I pair the scanner with dock {number}"))


# --- giving ----------------------------------------------------------------------------------------------------------


def test_thanks_reach_whom_they_are_for_in_their_own_words(
    cast: Cast, answer: int, sign_in: SignIn, settle: Settle
) -> None:
    emma, sam = sign_in("emma"), sign_in("sam")
    page = emma.get(f"/answers/{answer}", follow_redirects=True).text
    assert f'href="/answers/{answer}/kudos"' in page
    form = emma.get(f"/answers/{answer}/kudos").text
    assert "Kudos for Sam Okafor" in form
    assert "10 of 10 kudos left." in form
    status, said = thank(emma, f"/answers/{answer}")
    assert status == 200
    assert "They read it in your words." in said
    settle()
    bell = sam.get("/notifications").text
    assert WORDS in bell
    assert "+1 this season, thanked by a colleague" in bell
    assert WORDS in sam.get("/people/sam/kudos").text
    assert "9 of 10 left until" in emma.get("/people/emma/kudos?show=given").text
    assert "1 Apr 2026" in emma.get(f"/answers/{answer}/kudos").text
    assert lines(cast, "sam") == [(0, 1, "paid", None)]


def test_a_comment_an_article_and_a_taken_edit_can_be_thanked_for_too(cast: Cast, answer: int, sign_in: SignIn) -> None:
    place = session().scalars(select(FactRow).where(FactRow.kind == "answer_posted")).one()
    question = place.payload["question_id"]
    release()
    comment = post_comment(cast["zoe"], question, answer, CommentDraft(body="It is the second menu on a Mac."))
    edit = suggest_answer_edit(cast["otto"], answer, AnswerSuggestion(body=f"{ANSWER} Then restart it.", version=1))
    sam, emma = sign_in("sam"), sign_in("emma")
    assert sam.get(f"/suggestions/{edit}/kudos").status_code == 404  # it has not helped anybody yet
    take_suggestion(cast["sam"], edit)
    article = promote_answer(cast["ana"], answer, ArticleDraft.model_validate(ARTICLE))
    assert emma.get(f"/knowledge/{article}/kudos").status_code == 404  # nor is a draft for everybody
    publish_article(cast["ana"], article, cast["ana"].id)
    assert f"/comments/{comment}/kudos" in emma.get(f"/answers/{answer}", follow_redirects=True).text
    assert f"/suggestions/{edit}/kudos" in sam.get(f"/suggestions/{edit}").text
    assert f"/knowledge/{article}/kudos" in emma.get(f"/knowledge/{article}", follow_redirects=True).text
    assert thank(emma, f"/comments/{comment}")[0] == 200
    assert thank(sam, f"/suggestions/{edit}")[0] == 200
    assert thank(emma, f"/knowledge/{article}", to=str(cast["ana"].id))[0] == 200
    assert [(one.kind.value, one.receiver_id) for one in all_kudos()] == [
        ("comment", cast["zoe"].id),
        ("suggestion", cast["otto"].id),
        ("article", cast["ana"].id),
    ]


def test_an_article_that_grew_from_an_answer_thanks_whose_answer_it_was_first(
    cast: Cast, answer: int, sign_in: SignIn
) -> None:
    article = promote_answer(cast["ana"], answer, ArticleDraft.model_validate(ARTICLE))
    publish_article(cast["ana"], article, cast["ana"].id)
    emma = sign_in("emma")
    form = emma.get(f"/knowledge/{article}/kudos").text
    assert form.index("Sam Okafor</option>") < form.index("Ana Costa</option>")
    assert thank(emma, f"/knowledge/{article}", to=str(cast["otto"].id))[0] == 422
    assert thank(emma, f"/knowledge/{article}")[0] == 200
    assert [one.receiver_id for one in all_kudos()] == [cast["sam"].id]
    # one's own part in it is nobody's to thank for
    own = write_article(cast["ana"], ArticleDraft.model_validate({**ARTICLE, "title": "Another article by Ana"}))
    publish_article(cast["ivan"], own, cast["ana"].id)
    assert sign_in("ana").get(f"/knowledge/{own}/kudos").status_code == 403


def test_sent_twice_is_said_once(cast: Cast, answer: int, sign_in: SignIn, settle: Settle) -> None:
    emma = sign_in("emma")
    assert [thank(emma, f"/answers/{answer}")[0] for _ in range(3)] == [200, 200, 200]
    settle()
    assert len(all_kudos()) == 1
    assert len(lines(cast, "sam")) == 1
    told = select(func.count()).select_from(Notification).where(Notification.reason == "kudos")
    assert session().scalar(told) == 1


def test_two_clicks_at_once_are_one(cast: Cast, answer: int) -> None:
    def click(_: int) -> int:
        try:
            with clock.at(MORNING):
                return give(cast, "emma", answer)
        finally:
            release()

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(click, range(8)))
    assert len(ids) == 1
    assert len(all_kudos()) == 1


def test_the_last_one_of_a_budget_is_given_once_however_many_ask_for_it(cast: Cast) -> None:
    spent = [answers_of(cast, who, 2) for who in ("sam", "zoe", "ana", "ivan")]
    for pair in spent:
        for one in pair:
            give(cast, "emma", one)
    give(cast, "emma", answers_of(cast, "otto", 1)[0])
    last = [one_answer(cast, "zoe", who) for who in ("adam", "adam", "otto")]

    def click(answer_id: int) -> str:
        try:
            with clock.at(MORNING):
                give(cast, "emma", answer_id)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            release()
        return "given"

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(click, last))
    assert outcomes == ["TooMany", "TooMany", "given"]
    assert len(all_kudos()) == 10


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Thank you!", "at least 20 characters"),
        ("Thank            you            !", "at least 20 characters"),
        ("Thanks! " * 80, "at most 500 characters"),
    ],
)
def test_a_refused_text_comes_back_with_a_sentence(answer: int, sign_in: SignIn, words: str, sentence: str) -> None:
    status, page = thank(sign_in("emma"), f"/answers/{answer}", words)
    assert status == 422
    assert sentence in page
    assert words.strip() in page
    assert all_kudos() == []


def test_nobody_thanks_themselves(cast: Cast, answer: int, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    assert f"/answers/{answer}/kudos" not in sam.get(f"/answers/{answer}", follow_redirects=True).text
    assert sam.get(f"/answers/{answer}/kudos").status_code == 403
    assert thank(sam, f"/answers/{answer}")[0] == 403
    with pytest.raises(IntegrityError), transaction() as opened:
        opened.execute(
            insert(Kudos).values(
                giver_id=cast["sam"].id,
                receiver_id=cast["sam"].id,
                kind=KudosFor.ANSWER,
                subject_id=answer,
                words=WORDS,
                is_public=True,
                at=MORNING,
            )
        )


def test_the_eleventh_within_thirty_days_is_refused_and_the_first_comes_back(cast: Cast, sign_in: SignIn) -> None:
    found = [answers_of(cast, who, 2) for who in ("sam", "zoe", "ana", "ivan", "otto")]
    for number, one in enumerate(answer for pair in found for answer in pair):
        with clock.at(MORNING + timedelta(days=number)):
            give(cast, "emma", one)
    more = one_answer(cast, "zoe", "adam")
    emma = sign_in("emma")
    with clock.at(MORNING + timedelta(days=29)):
        status, page = thank(emma, f"/answers/{more}")
        assert status == 429
        assert "You have given 10 kudos within 30 days" in page
        assert "from 1 April on" in page
        assert WORDS in page
        assert "0 of 10 kudos left until" in page
    with clock.at(MORNING + timedelta(days=30)):
        assert thank(emma, f"/answers/{more}")[0] == 200
        assert "0 of 10 left" in emma.get("/people/emma/kudos?show=given").text
    with clock.at(MORNING + timedelta(days=90)):
        # nothing rolls over
        assert "10 of 10 kudos left." in emma.get(f"/answers/{found[0][0]}/kudos").text


def test_the_third_to_one_person_within_thirty_days_is_refused(cast: Cast, sign_in: SignIn) -> None:
    first, second, third = answers_of(cast, "sam", 3)
    emma = sign_in("emma")
    assert thank(emma, f"/answers/{first}")[0] == 200
    assert thank(emma, f"/answers/{second}")[0] == 200
    status, page = thank(emma, f"/answers/{third}")
    assert status == 429
    assert "You have thanked Sam Okafor twice within 30 days" in page
    assert thank(sign_in("otto"), f"/answers/{third}")[0] == 200
    with clock.at(MORNING + timedelta(days=30)):
        assert thank(emma, f"/answers/{third}")[0] == 200


def test_one_thing_is_thanked_for_once(answer: int, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    thank(emma, f"/answers/{answer}")
    status, page = thank(emma, f"/answers/{answer}", "And once more, with other words.")
    assert status == 409
    assert "You have thanked Sam Okafor for this already." in page
    assert "And once more, with other words." in page
    assert len(all_kudos()) == 1


@pytest.mark.parametrize("change", [{"disabled_at": MORNING}, {"invited_at": MORNING}, {"is_imported": True}])
def test_nobody_thanks_who_is_not_here(cast: Cast, answer: int, sign_in: SignIn, change: dict[str, object]) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(**change))
    status, page = thank(sign_in("emma"), f"/answers/{answer}")
    assert status == 409
    assert "nobody would read your thanks" in page
    assert WORDS in page
    assert all_kudos() == []


def test_who_is_paused_and_what_was_removed(cast: Cast, answer: int, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "otto").values(suspended_until=MORNING + timedelta(days=1)))
    assert thank(sign_in("otto"), f"/answers/{answer}")[0] == 403
    delete_answer(cast["ana"], answer)
    assert thank(sign_in("emma"), f"/answers/{answer}")[0] == 404
    assert thank(sign_in("ana"), f"/answers/{answer}")[0] == 403
    assert all_kudos() == []


# --- points ----------------------------------------------------------------------------------------------------------


def test_twenty_a_week_are_paid_and_all_are_counted(cast: Cast, settle: Settle) -> None:
    with transaction() as opened:
        people = [User(handle=f"c{n}", name=f"Colleague {n}", joined_at=MORNING) for n in range(11)]
        opened.add_all(people)
        opened.flush()
    everybody = {user.handle: user for user in session().scalars(select(User))}
    first, second = answers_of(cast, "sam", 2)
    release()
    for n in range(11):
        user = everybody[f"c{n}"]
        actor = type(cast["emma"])(user.id, user.handle, user.name, user.role)
        for one in (first, second):
            give_kudos(actor, KudosFor.ANSWER, one, KudosDraft(words=WORDS))
    settle()
    found = lines(cast, "sam")
    assert len(found) == 22
    assert sum(row[1] for row in found) == 20
    assert found[-1] == (0, 0, "limit", "kudos_a_week")


def test_thanks_that_go_back_within_a_week_are_a_line_worth_nothing(
    cast: Cast, answer: int, sign_in: SignIn, settle: Settle
) -> None:
    give(cast, "emma", answer)
    back, later = answers_of(cast, "emma", 2)
    with clock.at(MORNING + timedelta(days=6)):
        give(cast, "sam", back)
    with clock.at(MORNING + timedelta(days=8)):
        give(cast, "sam", later)
        settle()
        assert lines(cast, "sam") == [(0, 1, "paid", None)]
        assert lines(cast, "emma") == [(0, 0, "circumstance", "returned"), (0, 1, "paid", None)]
        assert (
            "thanks that went back within a week, which earn nothing"
            in sign_in("emma").get("/people/emma/points?event=kudos").text
        )


def test_kudos_open_no_right_and_count_for_the_season(cast: Cast, answer: int, settle: Settle) -> None:
    give(cast, "emma", answer)
    settle()
    with clock.at(MORNING + timedelta(days=2)):
        settle_final_lines()
        sam = session().scalars(select(User).where(User.handle == "sam")).one()
        assert (sam.reputation, sam.level) == (0, 1)
        assert compare(clock.now()).wrong == []


def test_the_ledger_says_that_it_is_of_the_season_and_can_be_taken_along(
    cast: Cast, answer: int, sign_in: SignIn, settle: Settle
) -> None:
    give(cast, "emma", answer)
    settle()
    sam = sign_in("sam")
    page = sam.get("/people/sam/points?event=kudos").text
    assert "for this season alone" in page
    assert "/people/sam/points.csv?event=kudos" in page
    rows = sam.get("/people/sam/points.csv?event=kudos").text.splitlines()
    assert len(rows) == 2
    assert ",0,1,thanked by a colleague," in rows[1]
    assert len(sam.get("/people/sam/points.csv?event=me_too").text.splitlines()) == 1


# --- who reads them --------------------------------------------------------------------------------------------------


def see(sign_in: SignIn, who: str, whose: str = "sam") -> bool:
    client = sign_in(who)
    pages = [client.get(f"/people/{whose}/kudos").text, client.get(f"/people/{whose}").text]
    assert len({WORDS in page for page in pages}) == 1, "the page of kudos and the person's page must say the same"
    return WORDS in pages[0]


def test_public_kudos_are_read_by_colleagues_and_private_ones_by_the_two_alone(
    cast: Cast, answer: int, sign_in: SignIn
) -> None:
    give(cast, "emma", answer)
    assert (see(sign_in, "otto"), see(sign_in, "sam"), see(sign_in, "ana")) == (True, True, True)
    with transaction() as opened:
        opened.execute(update(Kudos).values(is_public=False))
    assert (see(sign_in, "otto"), see(sign_in, "sam"), see(sign_in, "ana")) == (False, True, False)
    assert WORDS in sign_in("emma").get("/people/emma/kudos?show=given").text


@pytest.mark.parametrize("mode", [PointsVisibility.PRIVATE, PointsVisibility.OFF])
def test_who_is_not_public_is_thanked_and_read_by_nobody_else(
    cast: Cast, answer: int, sign_in: SignIn, settle: Settle, mode: PointsVisibility
) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(points_visibility=mode))
    give(cast, "emma", answer)
    settle()
    assert (see(sign_in, "otto"), see(sign_in, "sam")) == (False, True)
    assert WORDS in sign_in("sam").get("/notifications").text
    assert len(lines(cast, "sam")) == (1 if mode is PointsVisibility.PRIVATE else 0)
    if mode is PointsVisibility.OFF:
        assert "this season" not in sign_in("sam").get("/notifications").text
        assert "this season" not in sign_in("sam").get("/people/sam/kudos").text


def test_where_the_company_does_not_play_there_is_no_trace_of_kudos(cast: Cast, answer: int, sign_in: SignIn) -> None:
    give(cast, "emma", answer)
    comment = post_comment(cast["zoe"], 1, answer, CommentDraft(body="It is the second menu on a Mac."))
    emma = sign_in("emma")
    assert f"/comments/{comment}/kudos" in emma.get(f"/answers/{answer}", follow_redirects=True).text
    with transaction() as opened:
        opened.add(GameSwitch(name="is_on", value=False))
        opened.execute(update(User).values(points_visibility=PointsVisibility.OFF))
    look_again()
    try:
        assert "kudos" not in emma.get(f"/answers/{answer}", follow_redirects=True).text.lower()
        assert "kudos" not in emma.get("/people/sam").text.lower()
        for address in (f"/answers/{answer}/kudos", "/people/sam/kudos", "/kudos/1"):
            assert emma.get(address).status_code == 404
        assert thank(emma, f"/comments/{comment}")[0] == 404
        assert sign_in("ana").get("/desk/kudos").status_code == 404
        for act in ("hide", "show", "report"):
            assert sign_in("sam").post(f"/kudos/1/{act}").status_code == 404
    finally:
        with transaction() as opened:
            opened.query(GameSwitch).delete()
        look_again()


def test_whoever_got_them_hides_them_and_shows_them_again(cast: Cast, answer: int, sign_in: SignIn) -> None:
    number = give(cast, "emma", answer)
    sam = sign_in("sam")
    for _ in range(2):
        assert sam.post(f"/kudos/{number}/hide", follow_redirects=True).status_code == 200
    assert (see(sign_in, "otto"), WORDS in sam.get("/people/sam/kudos").text) == (False, True)
    assert sign_in("otto").get(f"/kudos/{number}").status_code == 404
    for _ in range(2):
        assert sam.post(f"/kudos/{number}/show", follow_redirects=True).status_code == 200
    assert see(sign_in, "otto")
    assert sign_in("otto").get(f"/kudos/{number}").headers["Location"].startswith("/people/sam/kudos?after=")
    for who in ("emma", "otto", "ana"):
        for act in ("hide", "show", "report"):
            assert sign_in(who).post(f"/kudos/{number}/{act}").status_code == 404


def test_what_is_private_to_it_does_not_leak_through_public_kudos(cast: Cast, sign_in: SignIn, settle: Settle) -> None:
    question = a_question(cast["emma"], "My payslip shows another person", visibility="it")
    answer = an_answer(cast["ana"], question)
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "ana").values(points_visibility=PointsVisibility.PUBLIC))
    assert sign_in("otto").get(f"/answers/{answer}/kudos").status_code == 404
    assert thank(sign_in("otto"), f"/answers/{answer}")[0] == 404
    number = give(cast, "emma", answer)
    settle()
    for who, reads in (("otto", False), ("sam", False), ("adam", False), ("ivan", True), ("emma", True), ("ana", True)):
        assert see(sign_in, who, "ana") is reads, who
        page = sign_in(who).get("/people/ana/kudos").text
        assert ("payslip" in page) is reads, who
        assert (sign_in(who).get(f"/kudos/{number}").status_code == 302) is reads, who


def test_kudos_follow_a_question_that_becomes_private(cast: Cast, answer: int, sign_in: SignIn) -> None:
    give(cast, "emma", answer)
    assert see(sign_in, "otto")
    edit = {"title": "VPN client refuses to connect", "body": BODY, "tags": "vpn", "version": 1}
    edit_question(cast["ana"], 1, QuestionEdit.model_validate({**edit, "visibility": Visibility.IT}))
    assert (see(sign_in, "otto"), see(sign_in, "sam"), see(sign_in, "ivan")) == (False, True, True)
    own = sign_in("sam").get("/people/sam/kudos").text
    assert WORDS in own
    assert "VPN client refuses to connect" not in own


def test_long_lists_are_paged(cast: Cast, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.execute(
            insert(Kudos),
            [
                {
                    "giver_id": cast["emma"].id,
                    "receiver_id": cast["sam"].id,
                    "kind": KudosFor.ANSWER,
                    "subject_id": 1000 + n,
                    "words": f"{WORDS} Number {n}.",
                    "is_public": True,
                    "at": MORNING,
                }
                for n in range(45)
            ],
        )
    sam = sign_in("sam")
    seen, address = 0, "/people/sam/kudos"
    while address:
        page = sam.get(address).text
        seen += page.count("c-kudos__words")
        older = (
            page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0] if 'rel="next"' in page else ""
        )
        address = older.replace("&amp;", "&")
    assert seen == 45
    assert sam.get("/kudos/1").status_code == 302
    assert f"{WORDS} Number 0." in sam.get("/kudos/1", follow_redirects=True).text


def test_a_page_costs_the_same_however_many_kudos_are_on_it(
    cast: Cast, answer: int, sign_in: SignIn, count_queries: CountQueries
) -> None:
    more = answers_of(cast, "sam", 1)
    give(cast, "emma", answer)
    zoe = sign_in("zoe")
    few = [count_queries(partial(zoe.get, page)) for page in ("/people/sam", "/people/sam/kudos")]
    for giver in ("otto", "ana", "ivan", "adam"):
        give(cast, giver, answer)
        give(cast, giver, more[0])
    many = [count_queries(partial(zoe.get, page)) for page in ("/people/sam", "/people/sam/kudos")]
    assert many == few
    assert max(many) <= 12


# --- IT --------------------------------------------------------------------------------------------------------------


def test_it_removes_words_that_are_no_thanks_with_what_they_brought(
    cast: Cast, answer: int, sign_in: SignIn, settle: Settle
) -> None:
    number = give(cast, "emma", answer, "Read your own answer before you post it.", public=False)
    settle()
    sam, ana = sign_in("sam"), sign_in("ana")
    assert "Read your own answer" not in ana.get("/desk/kudos").text
    assert ana.post(f"/kudos/{number}/remove", data={"reason": "No thanks"}).status_code == 404
    for _ in range(2):
        sam.post(f"/kudos/{number}/report", follow_redirects=True)
    assert "Read your own answer" in ana.get("/desk/kudos").text
    assert "/desk/kudos" in ana.get("/desk").text
    for who in ("emma", "sam", "adam"):
        assert sign_in(who).get("/desk/kudos").status_code == 403
        assert sign_in(who).post(f"/kudos/{number}/remove", data={"reason": "No thanks"}).status_code == 403
        assert sign_in(who).post(f"/kudos/{number}/keep").status_code == 403
    assert "Please fill this in" in ana.post(f"/kudos/{number}/remove", data={}, follow_redirects=True).text
    for _ in range(2):
        ana.post(f"/kudos/{number}/remove", data={"reason": "These are no thanks"}, follow_redirects=True)
    settle()
    assert "Read your own answer" not in sam.get("/people/sam/kudos").text
    assert "Read your own answer" not in sam.get("/notifications").text
    assert "Read your own answer" not in sign_in("emma").get("/people/emma/kudos?show=given").text
    assert [row[:2] for row in lines(cast, "sam")] == [(0, 1), (0, -1)]
    log = sign_in("adam").get("/admin/log").text
    assert "removed kudos given by" in log
    assert "These are no thanks" in log
    # it stays given: neither the budget nor the thing is free again
    assert thank(sign_in("emma"), f"/answers/{answer}", "Read your own answer before you post it.")[0] == 409
    assert "9 of 10" in sign_in("emma").get("/people/emma/kudos?show=given").text


def test_a_removal_that_arrives_first_leaves_nothing_to_pay(cast: Cast, answer: int, settle: Settle) -> None:
    number = give(cast, "emma", answer)
    remove_kudos(cast["ana"], number, RemovalDraft(reason="No thanks at all"))
    settle()
    assert lines(cast, "sam") == []
    assert session().scalar(select(func.count()).select_from(Notification).where(Notification.reason == "kudos")) == 0


def test_it_sees_no_harm_in_others_and_nobody_decides_about_their_own(cast: Cast, answer: int, sign_in: SignIn) -> None:
    number = give(cast, "ana", answer)
    sign_in("sam").post(f"/kudos/{number}/report")
    assert not see(sign_in, "otto")
    ana, ivan = sign_in("ana"), sign_in("ivan")
    assert ana.post(f"/kudos/{number}/keep").status_code == 403
    ana.post(f"/kudos/{number}/remove", data={"reason": "No thanks"})
    for _ in range(2):
        ivan.post(f"/kudos/{number}/keep")
    assert all_kudos()[0].reported_at is None
    assert all_kudos()[0].removed_at is None
    assert WORDS not in ivan.get("/desk/kudos").text


# --- taken back ------------------------------------------------------------------------------------------------------


def test_who_resets_loses_the_kudos_they_got_and_colleagues_keep_theirs(
    cast: Cast, answer: int, sign_in: SignIn, settle: Settle
) -> None:
    give(cast, "emma", answer)
    own = answers_of(cast, "otto", 1)[0]
    give(cast, "sam", own)
    settle()
    reset_points(cast["sam"])
    settle()
    assert [one.receiver_id for one in all_kudos()] == [cast["otto"].id]
    assert lines(cast, "sam") == []
    assert WORDS not in sign_in("sam").get("/notifications").text
    assert len(lines(cast, "otto")) == 1
    # what was reset buys nothing
    assert "9 of 10" in sign_in("emma").get("/people/emma/kudos?show=given").text


# --- badges ----------------------------------------------------------------------------------------------------------


def colleagues(number: int, departments: int = 4) -> list[int]:
    with transaction() as opened:
        rooms = [Department(name=f"Department {n}") for n in range(departments)]
        opened.add_all(rooms)
        opened.flush()
        people = [
            User(handle=f"k{n}", name=f"Colleague {n}", joined_at=MORNING, department_id=rooms[n % departments].id)
            for n in range(number)
        ]
        opened.add_all(people)
        opened.flush()
        return [user.id for user in people]


def gave(giver: int, receivers: list[int], *, ago: timedelta = timedelta(days=2), first: int = 1) -> None:
    """Facts as if these had been thanked; a line beside each, as settling would have written it."""
    with clock.at(MORNING - ago), transaction():
        for number, receiver in enumerate(receivers, first):
            record(KudosGiven(kudos_id=number, receiver_id=receiver, item=f"answer:{number}", title=""), giver)
            session().add(
                LedgerEntry(
                    key=f"kudos:{number}",
                    user_id=receiver,
                    rule_set="default",
                    event="kudos",
                    credit="lead",
                    reputation=0,
                    season_points=1,
                    due=0,
                    reason="paid",
                    giver_id=giver,
                    item=f"kudos:{number}",
                    at=clock.now(),
                    final_at=clock.now() + timedelta(days=1),
                    day="2026-02-28",
                )
            )
    release()


def is_met(badge: str, person: int) -> bool:
    met = progress(catalogue()[badge], person, clock.now())[""].is_met
    release()
    return met


def test_kind_word_is_ten_kudos_to_eight_different_people(cast: Cast) -> None:
    emma, people = cast["emma"].id, colleagues(8)
    gave(emma, [*people[:7], *people[:2]])
    assert not is_met("kind_word", emma)
    gave(emma, people[:3], first=10)  # twelve by now, to seven
    assert not is_met("kind_word", emma)
    gave(emma, people[7:], first=13)
    assert is_met("kind_word", emma)


def test_nine_kudos_to_eight_people_are_one_too_few(cast: Cast) -> None:
    emma, people = cast["emma"].id, colleagues(8)
    gave(emma, [*people, people[0]])
    assert not is_met("kind_word", emma)
    gave(emma, [people[1]], first=10)
    assert is_met("kind_word", emma)


def test_kind_word_counts_what_is_final_and_stands_and_no_ring(cast: Cast) -> None:
    emma, people = cast["emma"].id, colleagues(8)
    gave(emma, people)
    gave(emma, people[:2], ago=timedelta(hours=23), first=9)
    assert not is_met("kind_word", emma)
    with clock.at(MORNING + timedelta(hours=2)):
        assert is_met("kind_word", emma)
        with transaction():
            record(KudosRemoved(kudos_id=10, user_id=emma, reason="No thanks"), cast["ana"].id)
        assert not is_met("kind_word", emma)
        gave(emma, people[:1], first=11)
        assert is_met("kind_word", emma)
        line = session().scalars(select(LedgerEntry).where(LedgerEntry.item == "kudos:3")).one()
        release()
        with transaction():
            case = open_case("ring:1", "velocity", "Many thanks at once", [emma], {})
            hold(case, [line.id])
        assert not is_met("kind_word", emma)
        with transaction():
            end_holds(case.id, HoldEnd.RELEASED)
        assert is_met("kind_word", emma)
        with transaction():
            open_case("ring:2", "ring", "A closed group", [people[4]], {})
        assert not is_met("kind_word", emma)


def test_appreciated_is_thanks_from_fifteen_people_in_four_departments(cast: Cast) -> None:
    sam, people = cast["sam"].id, colleagues(15)
    for number, giver in enumerate(people[:14], 1):
        gave(giver, [sam], first=number)
    gave(people[0], [sam], first=15)
    assert not is_met("appreciated", sam)
    gave(people[14], [sam], first=16)
    assert is_met("appreciated", sam)


def test_fifteen_people_in_three_departments_do_not_make_one_appreciated(cast: Cast) -> None:
    sam, people = cast["sam"].id, colleagues(15, departments=3)
    for number, giver in enumerate(people, 1):
        gave(giver, [sam], first=number)
    assert not is_met("appreciated", sam)
    with transaction() as opened:
        opened.execute(update(User).where(User.id == people[0]).values(department_id=1))
    assert is_met("appreciated", sam)


def test_both_badges_can_be_earned_and_are_shown(cast: Cast, sign_in: SignIn) -> None:
    emma, people = cast["emma"].id, colleagues(8)
    gave(emma, [*people, *people[:2]])
    page = sign_in("emma").get("/badges").text
    assert "Kind Word" in page
    assert "Appreciated" in page
    review_everybodys_badges()
    review_everybodys_badges()
    has = session().scalars(select(BadgeAward.badge).where(BadgeAward.user_id == emma)).all()
    assert has == ["kind_word"]
