"""A demo company that the portal would refuse does not load, and says why."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.demo.checks import find_problems
from portal.demo.fields import Fields, ScriptError
from portal.demo.reading_threads import read_thread
from portal.demo.script import HERE, load_script
from portal.demo.talk import Thread, Visibility
from tests.demo.telling import answers, script


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


def test_somebody_who_says_it_worked_and_did_not_is_found() -> None:
    thread, answer = next((thread, answer) for thread, answer in answers() if answer.did_not_work)
    both = replace(answer, solved_it=(answer.did_not_work[0].by,))
    assert any("not both" in problem for problem in problems_with(replace(thread, answers=(both,))))


def test_an_article_revised_by_somebody_who_is_no_analyst_is_found() -> None:
    article = next(article for article in script().articles if article.revisions)
    revised = replace(article, revisions=(replace(article.revisions[0], by="emma"),))
    problems = find_problems(script().company, script().threads, [revised])
    assert any("emma is no analyst" in problem for problem in problems)


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
    source = HERE
    for part in ("threads", "articles"):
        (tmp_path / part).mkdir()
    (tmp_path / "quests.yml").write_text("[]")
    company = (source / "company.yml").read_text(encoding="utf-8")
    (tmp_path / "company.yml").write_text(
        company.replace(
            "department: finance, site: cork, role: superuser",
            "department: circus, site: cork, role: superuser",
        )
    )
    with pytest.raises(ScriptError, match="no department 'circus'"):
        load_script(tmp_path)


def problems_with(thread: Thread) -> list[str]:
    threads = [thread if other.slug == thread.slug else other for other in script().threads]
    return find_problems(script().company, threads, script().articles)


def first_answered() -> Thread:
    return next(thread for thread in script().threads if thread.answers)
