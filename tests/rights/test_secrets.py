"""What became private, removed or hidden after an article was made of it is not named by the article any more."""

from collections.abc import Callable

from flask import Flask

from community.actions import moderation, questions
from community.forms import FlagDraft, QuestionEdit
from community.models import FlagReason, PostType, Visibility
from knowledge.actions.articles import publish_article
from knowledge.actions.promotion import promote_answer
from knowledge.forms import ArticleDraft
from tests.rights.company import ARTICLE, Company
from tests.support.house import SignIn
from tests.support.makers import BODY, a_question, an_answer

SECRET = "The payroll file with everybody in it"


def _make_private(company: Company, question_id: int) -> None:
    edit = QuestionEdit(title=SECRET, body=BODY, version=1, visibility=Visibility.IT)
    questions.edit_question(company["ana"], question_id, edit)


def _hide(company: Company, question_id: int) -> None:
    confidential = FlagDraft(reason=FlagReason.SENSITIVE)
    moderation.flag_post(company["uma"], PostType.QUESTION, question_id, confidential)


def _remove(company: Company, question_id: int) -> None:
    questions.delete_question(company["ana"], question_id)


def test_an_article_names_its_question_only_to_those_who_may_read_that(app: Flask, sign_in: SignIn) -> None:
    company = Company(app.config["QUESTBOARD"].uploads_dir)
    acts: tuple[Callable[[Company, int], None], ...] = (_make_private, _hide, _remove)
    for act in acts:
        question_id = a_question(company["emma"], f"{SECRET}, {act.__name__}")
        answer_id = an_answer(company["wim"], question_id)
        article_id = promote_answer(company["ana"], answer_id, ArticleDraft.model_validate(ARTICLE))
        publish_article(company["ana"], article_id, company["ana"].id)
        address = f"/knowledge/{article_id}"
        assert SECRET in sign_in("otto").get(address, follow_redirects=True).text
        act(company, question_id)
        for handle in ("otto", "zoe", "adam", "wim"):
            page = sign_in(handle).get(address, follow_redirects=True)
            assert page.status_code == 200
            assert SECRET not in page.text, (act.__name__, handle)
        still = act is not _remove
        assert (SECRET in sign_in("ana").get(address, follow_redirects=True).text) is still
        assert (SECRET in sign_in("emma").get(address, follow_redirects=True).text) is still
