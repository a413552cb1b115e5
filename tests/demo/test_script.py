"""The demo company reads well, keeps the rules, and happens in an order that could have happened."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from portal.demo import acts
from portal.demo.acts import Act, AnswerRef, ArticleRef, CommentRef, FlagRef, QuestionRef
from portal.demo.cast import Role
from portal.demo.checks import find_problems
from portal.demo.fields import Fields, ScriptError
from portal.demo.library import ArticleState
from portal.demo.reading_threads import read_thread
from portal.demo.script import Script, load_script
from portal.demo.talk import AnswerScript, FlagState, Thread, Visibility

LOADINGS = [
    datetime(2026, 11, 22, 5, 48, tzinfo=UTC),
    datetime(2027, 3, 29, 14, 5, tzinfo=UTC),
    datetime(2027, 7, 1, 23, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 3, tzinfo=UTC),
]
"""A Sunday morning, the day after a change of clocks, a late evening, a leap day just after midnight."""

NEVER_WRITTEN = r"lorem|ipsum|\btodo\b|fixme|asdf|foo ?bar|placeholder|issue #|\bscratch\b|/work\b|language model"


@cache
def script() -> Script:
    return load_script()


@cache
def told(now: datetime) -> tuple[Act, ...]:
    return script().acts(now)


def answers() -> Iterator[tuple[Thread, AnswerScript]]:
    for thread in script().threads:
        for answer in thread.answers:
            yield thread, answer


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


def makes(act: Act) -> Iterator[object]:
    match act:
        case acts.Asked():
            yield act.question
        case acts.Answered():
            yield act.answer
        case acts.Commented():
            yield act.comment
        case acts.Flagged():
            yield act.flag
        case acts.DraftedArticle():
            yield act.article
        case acts.PublishedArticle():
            yield ("published", act.article)
        case acts.Accepted():
            yield ("accepted", act.answer)
        case acts.Endorsed():
            yield ("endorsed", act.answer)
        case acts.ClosedAsDuplicate() | acts.Closed():
            yield ("closed", act.question)


def needs(act: Act) -> Iterator[object]:
    match act:
        case acts.Answered():
            yield QuestionRef(act.answer.question)
        case acts.Commented():
            yield act.comment.on
        case acts.Edited() | acts.Hidden():
            yield act.post
        case acts.VotedHelpful() | acts.Accepted() | acts.Endorsed():
            yield act.answer
        case acts.Unaccepted():
            yield ("accepted", act.answer)
        case acts.Promoted():
            yield ("endorsed", act.answer)
        case acts.SolvedIt(item=ArticleRef() as article) | acts.DidNotWork(item=ArticleRef() as article):
            yield ("published", article)
        case acts.SolvedIt() | acts.DidNotWork():
            yield act.item
        case acts.MarkedMeToo() | acts.Followed() | acts.Locked() | acts.Closed():
            yield act.question
        case acts.ClosedAsDuplicate():
            yield from (act.question, act.of)
        case acts.Reopened():
            yield ("closed", act.question)
        case acts.Flagged():
            yield act.flag.on
        case acts.DecidedFlag():
            yield act.flag
        case acts.PublishedArticle() | acts.RevisedArticle():
            yield act.article
        case acts.VerifiedArticle():
            yield ("published", act.article)
        case acts.RetiredArticle():
            yield from (("published", act.article), ("published", act.successor))


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


def places(act: Act) -> Iterator[object]:
    """The posts an act touches: the comment, the answer it stands under, the question above."""
    for needed in needs(act):
        place: object = needed
        while place is not None:
            yield place
            match place:
                case FlagRef() | CommentRef():
                    place = place.on
                case AnswerRef():
                    place = QuestionRef(place.question)
                case _:
                    place = None


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
    days: dict[str, int] = {}
    for act in told(now):
        if isinstance(act, acts.PublishedArticle):
            days[act.article.article] = act.review_days
        if isinstance(act, acts.PublishedArticle | acts.VerifiedArticle):
            due[act.article.article] = act.at + timedelta(days=days[act.article.article])
    overdue = {slug for slug, moment in due.items() if moment < now}
    said = {article.slug for article in script().articles if article.state is ArticleState.REVIEW_DUE}
    retired = {article.slug for article in script().articles if article.state is ArticleState.RETIRED}
    assert overdue - retired == said


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


def problems_with(thread: Thread) -> list[str]:
    threads = [thread if other.slug == thread.slug else other for other in script().threads]
    return find_problems(script().company, threads, script().articles)


def first_answered() -> Thread:
    return next(thread for thread in script().threads if thread.answers)


def test_a_vote_for_oneself_is_found() -> None:
    thread = first_answered()
    own = replace(thread.answers[0], helpful=(thread.answers[0].by,))
    assert any("may not" in problem for problem in problems_with(replace(thread, answers=(own,))))


def test_an_unknown_tag_is_found() -> None:
    assert any("no tag" in problem for problem in problems_with(replace(first_answered(), tags=("nonsense",))))


def test_a_stranger_in_a_private_question_is_found() -> None:
    private = next(thread for thread in script().threads if thread.visibility is Visibility.IT)
    assert any("private to IT" in problem for problem in problems_with(replace(private, me_too=("joost",))))


def test_an_endorsement_of_ones_own_answer_is_found() -> None:
    thread, answer = next((thread, answer) for thread, answer in answers() if answer.endorsed)
    assert answer.endorsed is not None
    own = replace(answer, by=answer.endorsed.by)
    assert any("their own" in problem for problem in problems_with(replace(thread, answers=(own,))))


def test_a_title_that_is_too_short_is_found() -> None:
    assert any("title has" in problem for problem in problems_with(replace(first_answered(), title="Help")))


def test_a_misspelt_field_is_refused_with_its_place() -> None:
    raw = {
        "id": "x",
        "title": "A title long enough",
        "asker": "emma",
        "at": "-3d 09:00",
        "application": "sap",
    }
    with pytest.raises(ScriptError, match=r"here \(x\): unknown \['tag'\]"):
        read_thread(Fields({**raw, "body": "A body.", "tag": ["sap-gui"]}, "here"))


def test_a_moment_that_cannot_be_read_is_refused_with_its_place() -> None:
    raw = {"id": "x", "title": "A title long enough", "asker": "emma", "at": "last week", "body": "A body."}
    with pytest.raises(ScriptError, match="not a moment: 'last week'"):
        read_thread(Fields(raw, "here"))


def test_a_company_that_breaks_a_rule_does_not_load(tmp_path: Path) -> None:
    source = Path(load_script.__code__.co_filename).parent
    for part in ("threads", "articles"):
        (tmp_path / part).mkdir()
    company = (source / "company.yml").read_text(encoding="utf-8")
    (tmp_path / "company.yml").write_text(
        company.replace(
            "department: finance, site: cork, role: superuser",
            "department: circus, site: cork, role: superuser",
        )
    )
    with pytest.raises(ScriptError, match="no department 'circus'"):
        load_script(tmp_path)
