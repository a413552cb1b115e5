"""Badges whose criterion is a few numbers."""

from datetime import UTC, datetime

from gamification.engine.badges import Fact, Standing, Subject, award
from gamification.engine.loading import load_rules

BADGES = load_rules("stackexchange").badges
WHEN = datetime(2020, 1, 1, tzinfo=UTC)


def names(*standings: Standing) -> list[str]:
    return [given.badge for given in award(standings, BADGES)]


def question(number: int, **facts: int) -> Standing:
    return _post(Subject.QUESTION, number, facts)


def answer(number: int, **facts: int) -> Standing:
    return _post(Subject.ANSWER, number, facts)


def _post(subject: Subject, number: int, facts: dict[str, int]) -> Standing:
    return Standing(subject, 1, f"{subject}:{number}", {Fact(name): value for name, value in facts.items()}, WHEN)


def test_a_badge_for_a_person_is_given_once_and_one_for_a_post_once_for_each() -> None:
    assert names(question(1, best_score=10), question(2, best_score=10)) == [
        "student",
        "nice_question",
        "nice_question",
    ]


def test_the_same_post_twice_earns_nothing_twice() -> None:
    assert names(question(1, views=1000), question(1, views=1000)) == ["popular_question"]


def test_all_that_is_asked_has_to_be_reached() -> None:
    assert names(answer(1, best_score=4, days_after_question=400)) == ["teacher"]
    assert names(answer(1, best_score=5, days_after_question=59)) == ["teacher"]
    assert names(answer(1, best_score=5, days_after_question=60)) == ["teacher", "necromancer"]
    assert names(answer(1, best_score=3)) == ["teacher"]
    assert names(answer(1, best_score=3, is_own_question=1)) == ["teacher", "self_learner"]


def test_an_answer_earns_no_badge_of_questions() -> None:
    assert names(answer(1, views=99_999, has_accepted=1)) == []


def test_persons_earn_for_what_they_cast_and_left() -> None:
    facts = {Fact.UP_VOTES_CAST: 1, Fact.DOWN_VOTES_CAST: 1, Fact.COMMENTS_LEFT: 10}
    assert names(Standing(Subject.PERSON, 1, None, facts, WHEN)) == ["supporter", "critic", "commentator"]
    assert names(Standing(Subject.PERSON, 1, None, {Fact.COMMENTS_LEFT: 9}, WHEN)) == []
