"""Every criterion, just missed and just met: counted over distinct people and things, on what is final and stands."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from gamification.catalogue import catalogue
from gamification.counting import progress
from gamification.expertise import expertise, tier_of
from gamification.licences import grant_licence
from gamification.models import LedgerEntry
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import FactRow, PointsVisibility, Role, User
from tests.support.cast import Cast

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
_keys = count(1)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """All of it happens at one moment."""
    with clock.at(NOW):
        yield


def colleagues(number: int, departments: int = 3) -> list[int]:
    with transaction() as opened:
        made = [
            User(
                handle=f"c{next(_keys)}",
                name=f"Colleague {n}",
                joined_at=NOW,
                role=Role.EMPLOYEE,
                points_visibility=PointsVisibility.PRIVATE,
                department_id=1 + n % departments,
            )
            for n in range(number)
        ]
        opened.add_all(made)
        opened.flush()
        return [user.id for user in made]


def line(
    receiver: int,
    event: str,
    item: str,
    giver: int | None,
    *,
    days_ago: float = 10,
    back_after: float | None = None,
    fact: int | None = None,
    tags: str = "",
) -> None:
    """A line, and its counter-line so many days after it."""
    at = NOW - timedelta(days=days_ago)
    shared = {
        "user_id": receiver,
        "rule_set": "default",
        "event": event,
        "credit": "lead",
        "due": 5,
        "giver_id": giver,
        "item": item,
        "day": at.date().isoformat(),
        "fact_id": fact,
        "tags": tags,
        "title": "",
    }
    with transaction() as opened:
        original = LedgerEntry(
            **shared, key=f"k{next(_keys)}", reputation=5, season_points=5, reason="paid", at=at, final_at=at
        )
        opened.add(original)
        opened.flush()
        if back_after is not None:
            later = at + timedelta(days=back_after)
            opened.add(
                LedgerEntry(
                    **shared,
                    key=f"k{next(_keys)}",
                    reputation=-5,
                    season_points=-5,
                    reason="reversal",
                    at=later,
                    final_at=later,
                    reverses_id=original.id,
                )
            )


def fact(kind: str, actor: int | None, subject: tuple[str, int], days_ago: float = 10, **payload: object) -> int:
    with transaction() as opened:
        row = FactRow(
            kind=kind,
            at=NOW - timedelta(days=days_ago),
            actor_id=actor,
            subject_type=subject[0],
            subject_id=subject[1],
            payload=payload,
        )
        opened.add(row)
        opened.flush()
        return row.id


def is_met(badge: str, person: int) -> bool:
    return any(reached.is_met for reached in progress(catalogue()[badge], person, NOW).values())


Accepts = Callable[..., None]


@pytest.mark.parametrize(("badge", "items", "people"), [("good_turn", 5, 4), ("steady_hand", 25, 15)])
def test_accepted_answers_for_different_askers(cast: Cast, badge: str, items: int, people: int) -> None:
    sam, askers = cast["sam"].id, colleagues(people)
    for n in range(items - 1):
        line(sam, "answer_accepted", f"answer:{n}", askers[n % (people - 1)])
    assert not is_met(badge, sam)
    line(sam, "answer_accepted", f"answer:{items}", askers[0])
    assert not is_met(badge, sam)
    line(sam, "answer_accepted", f"answer:{items + 1}", askers[people - 1])
    assert is_met(badge, sam)


def test_what_is_pending_taken_back_or_given_to_oneself_does_not_count(cast: Cast) -> None:
    sam, emma = cast["sam"].id, cast["emma"].id
    line(sam, "answer_accepted", "answer:1", emma, back_after=1)
    line(sam, "answer_accepted", "answer:2", emma, days_ago=-1)
    assert not is_met("first_light", sam)
    line(sam, "answer_endorsed", "answer:3", emma)
    assert is_met("first_light", sam)


@pytest.mark.parametrize(
    ("badge", "events", "items"), [("rescuer", "rescue", 10), ("published", "article_official", 1)]
)
def test_so_many_of_something(cast: Cast, badge: str, events: str, items: int) -> None:
    for n in range(items):
        assert not is_met(badge, cast["sam"].id)
        line(cast["sam"].id, events, f"answer:{n}", cast["emma"].id)
    assert is_met(badge, cast["sam"].id)


def test_a_quiet_hero_has_no_vote_from_anybody_else(cast: Cast) -> None:
    sam, emma, otto = (cast[name].id for name in ("sam", "emma", "otto"))
    for n in range(10):
        line(sam, "answer_accepted", f"answer:{n}", emma, days_ago=30 if n else 29)
    line(sam, "helpful_vote", "answer:1", emma)
    assert not is_met("quiet_hero", sam)
    line(sam, "answer_accepted", "answer:10", emma, days_ago=31)
    assert is_met("quiet_hero", sam)
    line(sam, "helpful_vote", "answer:10", otto)
    assert not is_met("quiet_hero", sam)


def test_across_the_aisle_is_half_of_the_other_departments_where_they_are_few(cast: Cast) -> None:
    sam = cast["sam"].id
    line(sam, "answer_accepted", "answer:1", cast["emma"].id)
    line(sam, "answer_accepted", "answer:2", cast["otto"].id)
    assert not is_met("across_the_aisle", sam)
    line(sam, "answer_accepted", "answer:3", cast["adam"].id)
    assert is_met("across_the_aisle", sam)


@pytest.mark.parametrize(("badge", "lines", "items"), [("fixer", 10, 0), ("polisher", 80, 30)])
def test_improvements_on_so_many_posts(cast: Cast, badge: str, lines: int, items: int) -> None:
    sam, emma = cast["sam"].id, cast["emma"].id
    for n in range(lines):
        assert not is_met(badge, sam) or n > lines
        line(sam, "improvement", f"answer:{n % (items - 1) if items else 1}", emma)
    assert is_met(badge, sam) is not bool(items)
    line(sam, "improvement", "answer:999", emma)
    assert is_met(badge, sam)


def test_gold_standard_looks_at_the_last_twenty_and_benchmark_at_all(cast: Cast) -> None:
    sam, ana = cast["sam"].id, cast["ana"].id
    line(sam, "answer_endorsed", "answer:0", ana, back_after=1)
    for n in range(1, 20):
        line(sam, "answer_endorsed", f"answer:{n}", ana)
    assert not is_met("gold_standard", sam)
    line(sam, "answer_endorsed", "answer:20", ana)
    assert is_met("gold_standard", sam)
    for n in range(21, 76):
        line(sam, "answer_endorsed", f"answer:{n}", ana)
    assert is_met("benchmark", sam)
    line(sam, "answer_endorsed", "answer:90", ana, back_after=1)
    assert not is_met("gold_standard", sam)
    assert not is_met("benchmark", sam)


def test_a_clean_sheet_is_thirty_in_a_row_and_a_reopening_after_a_week_does_not_break_it(cast: Cast) -> None:
    sam, emma = cast["sam"].id, cast["emma"].id
    for n in range(29):
        line(sam, "answer_accepted", f"answer:{n}", emma, days_ago=40)
    line(sam, "answer_accepted", "answer:x", emma, days_ago=6.9)
    assert not is_met("clean_sheet", sam)
    line(sam, "answer_accepted", "answer:y", emma, days_ago=40, back_after=7)
    assert not is_met("clean_sheet", sam)
    line(sam, "answer_accepted", "answer:z", emma, days_ago=40, back_after=7.1)
    assert not is_met("clean_sheet", sam)
    for n in range(100, 129):
        line(sam, "answer_accepted", f"answer:{n}", emma, days_ago=30)
    assert is_met("clean_sheet", sam)


def test_an_authors_articles_are_used_soon_and_by_others(cast: Cast) -> None:
    sam, readers = cast["sam"].id, colleagues(5)
    for n in range(10):
        line(sam, "article_official", f"article:{n}", None, days_ago=200)
        for reader in readers[: 5 if n else 4]:
            line(sam, "solved_it", f"article:{n}", reader, days_ago=20)
    assert not is_met("author", sam)
    line(sam, "solved_it", "article:0", readers[4], days_ago=19.9)
    assert not is_met("author", sam)
    line(sam, "solved_it", "article:0", readers[4], days_ago=20)
    assert is_met("author", sam)


def test_three_links_are_as_good_as_five_solutions(cast: Cast) -> None:
    sam, readers = cast["sam"].id, colleagues(3)
    for n in range(10):
        line(sam, "article_official", f"article:{n}", None, days_ago=100)
        for reader in readers:
            line(sam, "item_reused", f"article:{n}", reader, days_ago=20)
    assert is_met("author", sam)


@pytest.mark.parametrize(
    ("badge", "right", "wrong", "met"),
    [
        ("sharp_eye", 10, 2, True),
        ("sharp_eye", 9, 0, False),
        ("sharp_eye", 10, 3, False),
        ("sentinel", 50, 8, True),
        ("sentinel", 50, 9, False),
    ],
)
def test_flags_that_were_right(cast: Cast, badge: str, right: int, wrong: int, met: bool) -> None:
    emma = cast["emma"].id
    for n in range(right + wrong):
        kind = "flag_confirmed" if n < right else "flag_dismissed"
        fact(kind, cast["ana"].id, ("flag", n), flagger_id=emma, reason="wrong")
    assert is_met(badge, emma) is met
    assert not is_met(badge, cast["otto"].id)


def test_ones_own_problems_solved_by_what_was_there(cast: Cast) -> None:
    emma = cast["emma"].id
    for n in range(4):
        fact("answer_solved_it", emma, ("answer", n))
        fact("answer_solved_it", emma, ("answer", n))
    assert not is_met("self_solver", emma)
    fact("article_solved_it", emma, ("article", 1))
    assert is_met("self_solver", emma)


def _accepted(cast: Cast, number: int, waited_minutes: int, **more: object) -> int:
    asked = int(datetime(2026, 5, 4, 8, 0, tzinfo=UTC).timestamp())
    emma = cast["emma"].id
    said = {"asker_id": emma, "asked_at": asked, "answered_at": asked + 60 * waited_minutes, "question_id": number}
    return fact("answer_accepted", emma, ("answer", number), 10, **{**said, **more})


def test_quick_relief_is_half_an_hour_of_working_time_and_a_week_without_reopening(cast: Cast) -> None:
    sam, emma = cast["sam"].id, cast["emma"].id
    for n in range(4):
        line(sam, "answer_accepted", f"answer:{n}", emma, fact=_accepted(cast, n, 30))
    line(sam, "answer_accepted", "answer:8", emma, fact=_accepted(cast, 8, 31))
    line(sam, "answer_accepted", "answer:9", emma, fact=_accepted(cast, 9, 10), days_ago=6)
    assert not is_met("quick_relief", sam)
    line(sam, "answer_accepted", "answer:10", emma, fact=_accepted(cast, 10, 5), days_ago=7)
    assert is_met("quick_relief", sam)


def test_a_good_asker_names_the_application_and_closes_within_three_days(cast: Cast) -> None:
    emma = cast["emma"].id
    for n in range(4):
        line(emma, "loop_closed", f"question:{n}", None, fact=_accepted(cast, n, 5, application_id=1), days_ago=28)
    line(emma, "loop_closed", "question:7", None, fact=_accepted(cast, 7, 5), days_ago=28)
    line(emma, "loop_closed", "question:8", None, fact=_accepted(cast, 8, 5, application_id=1), days_ago=20)
    assert not is_met("good_asker", emma)
    line(emma, "loop_closed", "question:9", None, fact=_accepted(cast, 9, 5, application_id=1), days_ago=26)
    assert is_met("good_asker", emma)


def test_a_welcome_mat_is_the_first_reply_to_a_first_question(cast: Cast) -> None:
    sam, askers = cast["sam"].id, colleagues(6)
    for n, asker in enumerate(askers):
        fact("question_asked", asker, ("question", 100 + n))
        fact("question_asked", asker, ("question", 200 + n))
        question = 100 + n if n != 4 else 204
        said = fact("helpful_voted", asker, ("answer", n), asker_id=asker, question_id=question, was_first=n != 5)
        line(sam, "helpful_vote", f"answer:{n}", asker, fact=said)
    assert not is_met("welcome_mat", sam)
    said = fact("answer_accepted", askers[4], ("answer", 9), asker_id=askers[4], question_id=104, was_first=True)
    line(sam, "answer_accepted", "answer:9", askers[4], fact=said)
    assert is_met("welcome_mat", sam)


def test_a_restorer_also_touches_what_nobody_touched(cast: Cast) -> None:
    sam, emma = cast["sam"].id, cast["emma"].id
    dusty = fact("suggestion_taken", emma, ("suggestion", 1), untouched_days=182)
    fresh = fact("suggestion_taken", emma, ("suggestion", 2), untouched_days=181)
    for n in range(300):
        line(sam, "improvement", f"answer:{n}", emma, fact=dusty if n < 29 else fresh)
    assert not is_met("restorer", sam)
    line(sam, "improvement", "answer:300", emma, fact=dusty)
    assert is_met("restorer", sam)


def test_a_gardener_takes_twenty_things_out_of_the_way(cast: Cast) -> None:
    ana, emma = cast["ana"].id, cast["emma"].id
    for n in range(18):
        fact("flag_confirmed", ana, ("flag", n), flagger_id=emma, reason="outdated" if n % 2 else "duplicate")
    fact("flag_confirmed", ana, ("flag", 50), flagger_id=emma, reason="rude")
    fact("article_retired", emma, ("article", 1))
    fact("tag_changed", emma, ("tag", 1), change="renamed")
    assert not is_met("gardener", emma)
    fact("tag_changed", emma, ("tag", 2), change="merged")
    assert is_met("gardener", emma)


def test_curious_questions_are_shared_or_grow_into_articles(cast: Cast) -> None:
    emma, others = cast["emma"].id, colleagues(10)
    for n in range(3):
        for other in others[: 10 if n else 9]:
            line(emma, "me_too", f"question:{n}", other)
    for n in range(3):
        fact("article_drafted", cast["ana"].id, ("article", n), asker_id=emma, question_id=10 + n)
    for n in range(2):
        fact("article_published", cast["ana"].id, ("article", n))
    assert not is_met("curious_mind", emma)
    line(emma, "me_too", "question:0", others[9])
    assert is_met("curious_mind", emma)


def test_licences_are_badges_of_their_rank_and_of_those_below(cast: Cast) -> None:
    sam = cast["sam"].id
    assert not is_met("lic_candidate", sam)
    grant_licence(cast["adam"], sam, "contributor", "Eight drafts coached.")
    assert is_met("lic_candidate", sam)
    assert is_met("lic_contributor", sam)
    assert not is_met("lic_publisher", sam)


@pytest.mark.parametrize(
    ("answers", "people", "tier"),
    [
        (4, 9, None),
        (5, 3, None),
        (5, 4, "bronze"),
        (20, 11, "bronze"),
        (20, 12, "silver"),
        (60, 29, "silver"),
        (60, 30, "gold"),
    ],
)
def test_expertise_has_three_tiers(answers: int, people: int, tier: str | None) -> None:
    found = tier_of(answers, people)
    assert (found.value if found else None) == tier


def test_expertise_is_of_tags_and_greys_after_a_year(cast: Cast) -> None:
    sam, askers = cast["sam"].id, colleagues(5)
    for n, asker in enumerate(askers):
        line(sam, "answer_accepted", f"answer:{n}", asker, tags="vpn,remote", days_ago=400)
        line(sam, "answer_endorsed", f"answer:{10 + n}", asker, tags="vpn", days_ago=400 - 30 * n)
    found = {one.tag: (one.tier.value, one.answers, one.is_fresh) for one in expertise(sam)}
    assert found == {"vpn": ("bronze", 10, True), "remote": ("bronze", 5, False)}
    session().rollback()
