"""Writing and changing articles: what is kept, what is shown of it, and what comes back when it cannot be taken."""

import pytest
from sqlalchemy import func, select

from knowledge.actions.articles import edit_article, publish_article
from knowledge.actions.promotion import promote_answer
from knowledge.forms import ArticleDraft, ArticleEdit
from knowledge.models import Article, ArticleRevision
from portal.core.db import release, session
from portal.core.refusals import Conflict
from tests.knowledge.makers import TEXT, a_draft, an_official_article
from tests.support.cast import Cast
from tests.support.finding import plain
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.together import together


def _versions(article_id: int) -> int:
    count = session().scalar(
        select(func.count()).select_from(ArticleRevision).where(ArticleRevision.article_id == article_id)
    )
    release()
    return count or 0


def _an_edit(version: int = 1, **given: object) -> ArticleEdit:
    return ArticleEdit.model_validate({**TEXT, "version": version, **given})


def test_an_analyst_writes_an_article_and_only_it_sees_the_draft(cast: Cast, sign_in: SignIn) -> None:
    written = sign_in("ana").post("/knowledge/new", data=TEXT)
    assert written.status_code == 303
    address = written.headers["Location"]
    seen = {handle: sign_in(handle).get(address).status_code for handle in ("ana", "ivan", "emma", "sam", "adam")}
    assert seen == {"ana": 200, "ivan": 200, "emma": 404, "sam": 404, "adam": 404}
    for handle in ("emma", "sam", "adam"):
        assert sign_in(handle).get("/knowledge/new").status_code == 403
        assert sign_in(handle).post("/knowledge/new", data=TEXT).status_code == 403


def test_what_cannot_be_taken_comes_back_with_a_sentence_and_everything_typed(cast: Cast, sign_in: SignIn) -> None:
    typed = {**TEXT, "title": "Too short", "resolution": "Steps that took <i>long</i> to write", "category_id": "999"}
    response = sign_in("ana").post("/knowledge/new", data=typed)
    assert response.status_code == 422
    assert "Steps that took &lt;i&gt;long&lt;/i&gt; to write" in response.text
    assert 'value="Too short"' in response.text
    response = sign_in("ana").post("/knowledge/new", data={**TEXT, "category_id": "999"})
    assert response.status_code == 422
    assert "choose one of the list" in response.text


def test_the_parts_are_shown_as_safe_html_under_their_names(cast: Cast, sign_in: SignIn) -> None:
    hostile = "Press **Reset**<script>alert(1)</script> [here](javascript:alert(1))"
    article_id = an_official_article(cast["ana"], resolution=hostile)
    page = sign_in("emma").get(f"/knowledge/{article_id}", follow_redirects=True).text
    assert "<strong>Reset</strong>" in page
    assert "alert(1)</script>" not in page
    assert 'href="javascript:' not in page
    read = plain(page)
    places = [read.index(name) for name in ("Issue", "Environment", "Cause", "Resolution", "How you know it worked")]
    assert places == sorted(places)


def test_a_change_is_kept_beside_how_it_was_and_the_difference_is_readable(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    changed = {**TEXT, "resolution": "1. Sign out.\n2. Delete the profile.\n3. Add it again.", "version": "1"}
    edited = sign_in("ivan").post(f"/knowledge/{article_id}/edit", data={**changed, "note": "Plainer"})
    assert edited.status_code == 303
    history = sign_in("emma").get(f"/knowledge/{article_id}/history").text
    assert "Plainer" in history
    assert "Ivan Petrov" in history
    assert "<del>Remove</del>" in history
    assert "<ins>Delete</ins>" in history
    assert _versions(article_id) == 2


def test_an_earlier_text_is_brought_back_and_what_was_between_stays_in_the_history(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    edit_article(cast["ivan"], article_id, _an_edit(title="Something else altogether, and wrong"))
    ana = sign_in("ana")
    assert ana.post(f"/knowledge/{article_id}/history/1/restore").status_code == 303
    page = ana.get(f"/knowledge/{article_id}", follow_redirects=True).text
    assert TEXT["title"] in page
    assert _versions(article_id) == 3
    assert "Something else altogether" in ana.get(f"/knowledge/{article_id}/history").text
    assert ana.post(f"/knowledge/{article_id}/history/99/restore").status_code == 404
    assert sign_in("emma").post(f"/knowledge/{article_id}/history/1/restore").status_code == 403


def test_who_edits_an_older_text_sees_both_and_may_go_on(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    edit_article(cast["ivan"], article_id, _an_edit(cause="Written by Ivan meanwhile"))
    typed = {**TEXT, "cause": "Written by Ana", "version": "1"}
    response = sign_in("ana").post(f"/knowledge/{article_id}/edit", data=typed)
    assert response.status_code == 409
    assert "Written by Ivan meanwhile" in response.text
    assert "Written by Ana" in response.text
    assert sign_in("ana").post(f"/knowledge/{article_id}/edit", data={**typed, "version": "2"}).status_code == 303
    assert _versions(article_id) == 3


def test_two_changes_at_the_same_moment_leave_one_and_tell_the_other(cast: Cast) -> None:
    article_id = an_official_article(cast["ana"])
    given = together(
        lambda: edit_article(cast["ana"], article_id, _an_edit(cause="Ana's")),
        lambda: edit_article(cast["ivan"], article_id, _an_edit(cause="Ivan's")),
    )
    assert sorted(type(one).__name__ for one in given) == ["Conflict", "NoneType"]
    assert _versions(article_id) == 2


def test_its_owner_keeps_an_article_true_without_being_an_analyst(cast: Cast, sign_in: SignIn) -> None:
    article_id = a_draft(cast["ana"])
    publish_article(cast["ana"], article_id, cast["sam"].id)
    edited = sign_in("sam").post(f"/knowledge/{article_id}/edit", data={**TEXT, "version": "1", "cause": "Mine"})
    assert edited.status_code == 303
    assert sign_in("sam").post(f"/knowledge/{article_id}/verify").status_code == 303
    for handle in ("zoe", "emma", "adam"):
        assert sign_in(handle).get(f"/knowledge/{article_id}/edit").status_code == 403
        typed = {**TEXT, "version": "2", "cause": "Not mine"}
        assert sign_in(handle).post(f"/knowledge/{article_id}/edit", data=typed).status_code == 403
        assert sign_in(handle).post(f"/knowledge/{article_id}/verify").status_code == 403
    assert sign_in("sam").post(f"/knowledge/{article_id}/retire", data={"note": "No longer"}).status_code == 403


def test_an_official_article_cannot_lose_a_part_it_needs(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    response = sign_in("ana").post(
        f"/knowledge/{article_id}/edit", data={**TEXT, "verification": " ", "version": "1", "cause": "Typed at length"}
    )
    assert response.status_code == 422
    assert "How does the reader know that it worked?" in response.text
    assert "Typed at length" in response.text
    assert _versions(article_id) == 1


def test_an_answer_becomes_one_article_whoever_promotes_it_at_once(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    draft = ArticleDraft.model_validate(TEXT)
    given = together(
        lambda: promote_answer(cast["ana"], answer_id, draft),
        lambda: promote_answer(cast["ivan"], answer_id, draft),
    )
    assert sum(isinstance(one, Conflict) for one in given) == 1
    assert session().scalar(select(func.count()).select_from(Article)) == 1


@pytest.mark.parametrize("address", ["history", "edit", "retire"])
def test_what_is_not_there_is_not_found(address: str, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("ana").get(f"/knowledge/999999/{address}").status_code == 404
    assert sign_in("ana").get("/knowledge/999999").status_code == 404
