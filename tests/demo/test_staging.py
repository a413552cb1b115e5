"""The demo company's half year happens in an order that could have happened, whenever it is loaded."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from knowledge.models import ReviewClass
from knowledge.rules import library_rules
from portal.demo import acts
from portal.demo.acts import Act
from portal.demo.library import ArticleState
from portal.demo.script import load_script
from tests.demo.telling import LOADINGS, makes, needs, places, script, told


@pytest.mark.parametrize("now", LOADINGS)
def test_nothing_happens_after_the_loading(now: datetime) -> None:
    assert max(act.at for act in told(now)) < now


@pytest.mark.parametrize("now", LOADINGS)
def test_acts_come_oldest_first(now: datetime) -> None:
    times = [act.at for act in told(now)]
    assert times == sorted(times)
    assert all(moment.utcoffset() == timedelta(0) for moment in times)


@pytest.mark.parametrize("now", LOADINGS)
def test_half_a_year_is_covered_and_the_last_days_are_busy(now: datetime) -> None:
    asked = [now - act.at for act in told(now) if isinstance(act, acts.Asked)]
    assert timedelta(days=160) < max(asked) < timedelta(days=184)
    assert sum(age < timedelta(days=4) for age in asked) >= 8
    assert sum(age < timedelta(hours=24) for age in asked) >= 2
    recent, earlier = (sum(age < timedelta(days=span) for age in asked) for span in (60, 180))
    assert recent > (earlier - recent) / 2


@pytest.mark.parametrize("now", LOADINGS)
def test_nobody_acts_before_joining(now: datetime) -> None:
    early = [act for act in told(now) if act.at < script().joined_at(act.by, now)]
    assert early == []


@pytest.mark.parametrize("now", LOADINGS)
def test_nobody_touches_what_is_not_there_yet(now: datetime) -> None:
    assert list(touching_too_early(told(now))) == []


def touching_too_early(happened: tuple[Act, ...]) -> Iterator[Act]:
    """Acts on a question, answer, comment, flag or article that did not exist at that time."""
    there: set[object] = set()
    for act in happened:
        if any(needed not in there for needed in needs(act)):
            yield act
        there.update(makes(act))


@pytest.mark.parametrize("now", LOADINGS)
def test_nobody_writes_or_votes_where_it_is_closed_locked_or_hidden(now: datetime) -> None:
    shut: set[object] = set()
    late = []
    for act in told(now):
        if not isinstance(act, acts.Reopened | acts.DecidedFlag) and shut & set(places(act)):
            late.append(act)
        match act:
            case acts.Closed() | acts.ClosedAsDuplicate() | acts.Locked():
                shut.add(act.question)
            case acts.Hidden():
                shut.add(act.post)
            case acts.Reopened():
                shut.discard(act.question)
    assert late == []


@pytest.mark.parametrize("now", LOADINGS)
def test_an_acceptance_comes_at_least_three_minutes_after_the_answer(now: datetime) -> None:
    posted = {act.answer: act.at for act in told(now) if isinstance(act, acts.Answered)}
    hasty = [
        act
        for act in told(now)
        if isinstance(act, acts.Accepted) and act.at - posted[act.answer] < timedelta(minutes=3)
    ]
    assert hasty == []


@pytest.mark.parametrize("now", LOADINGS)
def test_articles_are_due_exactly_when_they_say_so(now: datetime) -> None:
    due: dict[str, datetime] = {}
    reviews = {article.slug: ReviewClass(article.review.value) for article in script().articles}
    for act in told(now):
        if isinstance(act, acts.PublishedArticle | acts.VerifiedArticle):
            slug = act.article.article
            due[slug] = act.at + library_rules().review.interval(reviews[slug])
    overdue = {slug for slug, moment in due.items() if moment < now}
    states = {article.slug: article.state for article in script().articles}
    said = {slug for slug, state in states.items() if state is ArticleState.REVIEW_DUE}
    assert {slug for slug in overdue if states[slug] is not ArticleState.RETIRED} == said


@pytest.mark.parametrize("now", LOADINGS)
def test_older_acts_fall_on_working_days_of_the_person_who_did_them(now: datetime) -> None:
    company = script().company
    free = [
        act
        for act in told(now)
        if now - act.at > timedelta(days=8)
        and act.at.astimezone(company.site_of(act.by).zone).isoweekday() not in company.site_of(act.by).working_days
    ]
    assert len(free) < 0.03 * len(told(now))


def test_two_loadings_at_the_same_time_tell_the_same_story() -> None:
    assert load_script().acts(LOADINGS[0]) == told(LOADINGS[0])
