"""The demo company is all there, in every state, and reads as if many people had written it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

import pytest

from portal.demo import acts
from portal.demo.cast import Role
from portal.demo.library import ArticleState
from portal.demo.talk import FlagState, Thread, Visibility
from tests.demo.telling import LOADINGS, answers, script, told

NEVER_WRITTEN = r"lorem|ipsum|\btodo\b|fixme|asdf|foo ?bar|placeholder|issue #|\bscratch\b|/work\b|language model"


def test_there_is_enough_of_everything() -> None:
    comments = sum(len(list(thread.all_comments())) for thread in script().threads)
    assert len(script().company.people) >= 44
    assert 60 <= len(script().threads) <= 70
    assert len(list(answers())) >= 120
    assert comments >= 120
    assert 20 <= len(script().articles) <= 24
    assert len(script().company.departments) >= 8
    assert len(script().company.sites) >= 4
    assert len({site.zone for site in script().company.sites}) >= 4
    assert 14 <= len(script().company.applications) <= 18


@pytest.mark.parametrize(
    ("handle", "role"),
    [
        ("emma", Role.EMPLOYEE),
        ("sam", Role.SUPERUSER),
        ("ana", Role.ANALYST),
        ("adam", Role.ADMINISTRATOR),
    ],
)
def test_the_cast_is_there(handle: str, role: Role) -> None:
    assert script().company.person(handle).role is role


def test_names_of_many_scripts_and_one_of_sixty_characters_are_among_the_people() -> None:
    names = [person.name for person in script().company.people]
    assert any(re.search(r"[\u0600-\u06ff]", name) for name in names)
    assert any(re.search(r"[\u4e00-\u9fff]", name) for name in names)
    assert any(len(name) == 60 for name in names)


def test_one_title_is_as_long_as_a_title_may_be() -> None:
    assert max(len(thread.title) for thread in script().threads) == 150


def test_no_two_texts_are_alike() -> None:
    texts = [(where, found) for where, body in bodies() if len(found := shingles(body)) >= 10]
    alike = [
        (one, other)
        for (one, left), (other, right) in combinations(texts, 2)
        if len(left & right) > 0.2 * min(len(left), len(right))
        and one.partition(",")[0] != other.partition(",")[0]
        and not is_article_of(one, other)
    ]
    assert alike == []


def is_article_of(one: str, other: str) -> bool:
    """An article may repeat its source: promotion copies."""
    sources = {article.slug: article.source.thread for article in script().articles if article.source}
    first, second = one.partition(",")[0], other.partition(",")[0]
    return sources.get(first) == second or sources.get(second) == first


def test_no_two_texts_are_equal() -> None:
    counted = Counter(body.strip().lower() for _, body in bodies() if body)
    assert [body for body, count in counted.items() if count > 1] == []


def test_nothing_is_written_that_does_not_belong_there() -> None:
    found = [(where, match[0]) for where, body in bodies() if (match := re.search(NEVER_WRITTEN, body.lower()))]
    assert found == []


def test_questions_stand_in_every_state() -> None:
    threads = script().threads
    now = LOADINGS[0]
    unanswered = [thread for thread in threads if not thread.answers and not thread.duplicate]
    assert len(unanswered) >= 8
    assert sum(age_of(thread, now) > timedelta(days=4) for thread in unanswered) >= 2
    assert sum(age_of(thread, now) < timedelta(days=1) for thread in unanswered) >= 1
    waiting = [thread for thread in threads if thread.answers and not any(a.accepted for a in thread.answers)]
    assert len([thread for thread in waiting if not any(a.endorsed for a in thread.answers)]) >= 5
    assert sum(bool(thread.duplicate) for thread in threads) >= 4
    assert sum(bool(thread.reopened) for thread in threads) >= 1
    assert sum(bool(thread.closed) for thread in threads) >= 1
    assert sum(bool(thread.locked) for thread in threads) >= 1
    assert 3 <= sum(thread.visibility is Visibility.IT for thread in threads) <= 4
    assert sum(bool(thread.edits) for thread in threads) >= 2


def test_answers_stand_in_every_state() -> None:
    given = [answer for _, answer in answers()]
    assert sum(bool(answer.accepted and not answer.endorsed) for answer in given) >= 10
    assert sum(bool(answer.endorsed and not answer.accepted) for answer in given) >= 3
    assert sum(bool(answer.accepted and answer.endorsed) for answer in given) >= 15
    assert sum(bool(answer.promoted) for answer in given) >= 10
    assert sum(bool(answer.unaccepted) for answer in given) >= 1
    assert sum(bool(answer.hidden) for answer in given) >= 1
    assert sum(bool(answer.edits) for answer in given) >= 4
    assert sum(bool(answer.did_not_work) for answer in given) >= 4
    assert sum(len(answer.helpful) >= 10 for answer in given) >= 4


def test_flags_stand_in_every_state() -> None:
    flags = [flag for thread in script().threads for flag in thread.flags]
    flags += [flag for thread in script().threads for comment in thread.all_comments() for flag in comment.flags]
    flags += [flag for _, answer in answers() for flag in answer.flags]
    assert {flag.state for flag in flags} == set(FlagState)


def test_articles_stand_in_every_state_and_one_helped_twenty_people() -> None:
    articles = script().articles
    assert {article.state for article in articles} == set(ArticleState)
    assert max(len(article.solved_it) for article in articles) >= 20
    assert sum(bool(article.revisions) for article in articles) >= 2
    assert sum(article.source is None for article in articles) >= 3
    assert all(article.sections != article.first_sections() for article in articles if article.revisions)


def test_superusers_give_about_half_of_the_answers_and_six_of_them_most_of_those() -> None:
    given = Counter(answer.by for _, answer in answers())
    superusers = {person.handle for person in script().company.people if person.role is Role.SUPERUSER}
    by_superusers = Counter({handle: count for handle, count in given.items() if handle in superusers})
    assert 0.5 <= by_superusers.total() / given.total() <= 0.8
    assert sum(count for _, count in by_superusers.most_common(6)) >= 0.4 * given.total()


def test_most_people_of_the_firm_took_part() -> None:
    active = {act.by for act in told(LOADINGS[0])}
    assert {person.handle for person in script().company.people} - active == set()


def test_every_application_was_asked_about() -> None:
    asked = {thread.application for thread in script().threads}
    assert {application.slug for application in script().company.applications} - asked == set()


def test_nearly_every_tag_is_used() -> None:
    used = {tag for thread in script().threads for tag in thread.tags}
    assert {tag.slug for tag in script().company.tags} - used == set()


def bodies() -> Iterator[tuple[str, str]]:
    """Every text somebody wrote, with where it stands."""
    for thread in script().threads:
        yield thread.slug, thread.body
        for comment in thread.all_comments():
            yield f"{thread.slug}, comment by {comment.by}", comment.body
        for answer in thread.answers:
            yield f"{thread.slug}, answer by {answer.by}", answer.body
    for article in script().articles:
        for name in ("issue", "cause", "resolution", "verification"):
            yield f"{article.slug}, {name}", getattr(article.sections, name)


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


def age_of(thread: Thread, now: datetime) -> timedelta:
    return now - next(
        act.at for act in told(now) if isinstance(act, acts.Asked) and act.question.question == thread.slug
    )
