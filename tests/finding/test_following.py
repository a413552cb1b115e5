"""Whatever is asked, answered, written or changed is found as it stands now, after one run of the worker's chore."""

from community.actions.answers import accept_answer, delete_answer, edit_answer, endorse_answer, post_answer
from community.actions.moderation import close_question, confirm_flag, dismiss_flag, flag_post
from community.actions.questions import delete_question, edit_question, restore_question
from community.actions.signals import mark_helpful, say_it_did_not_work, say_it_worked, take_back_verdict
from community.actions.tags import merge_tags, rename_tag
from community.events import QuestionEvent
from community.forms import (
    AnswerDraft,
    AnswerEdit,
    FlagDraft,
    NoteDraft,
    QuestionEdit,
    TagNameDraft,
)
from community.models import ClosedAs, FlagReason, PostType, Visibility
from community.reactions import TOLD_TO_SEARCH
from knowledge.actions.articles import (
    decline_draft,
    edit_article,
    publish_article,
    restore_article,
    retire_article,
    verify_article,
    write_article,
)
from knowledge.actions.verdicts import article_did_not_work, article_solved_it
from knowledge.events import ArticleEvent
from knowledge.forms import ArticleDraft, ArticleEdit, RetireDraft, VerdictDraft
from knowledge.reactions import TOLD_TO_SEARCH as LIBRARY_TOLD_TO_SEARCH
from portal.finding.proving import compare
from tests.support.cast import Cast
from tests.support.finding import CatchUp, found_by, marks
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

TITLE = "The plotter prints everything mirrored"
OF_NO_MATTER_TO_SEARCH = {
    "MeTooSaid",
    "MeTooWithdrawn",
    "QuestionLocked",
    "QuestionUnlocked",
    "CommentPosted",
    "CommentEdited",
    "CommentDeleted",
    "CommentRestored",
    "EditSuggested",
    "SuggestionTaken",
    "SuggestionDeclined",
    "AnswerDidNotWork",
}
ARTICLE = {
    "title": "Print on the plotter without mirrored pages",
    "issue": "Everything that the plotter prints comes out mirrored.",
    "environment": "- Plotter on floor two",
    "resolution": "Open the driver and switch the *mangling* option off.",
    "verification": "The logo can be read.",
}


def test_a_question_is_found_by_title_body_tag_and_the_words_of_its_answers(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    question = a_question(cast["emma"], TITLE, body="Since Tuesday even the logo is **reversed**.", tags="drawings")
    an_answer(cast["sam"], question, "Flip the *chirality* switch behind the paper tray, then print again.")
    catch_up()

    otto = sign_in("otto")
    for word in ("plotter", "reversed", "drawings", "chirality", "tag:drawings", "by:sam"):
        assert found_by(otto, q=word) == [TITLE], word
    assert marks() == 0


def test_an_edited_question_is_found_by_its_new_words_and_no_longer_by_the_old(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    question = a_question(cast["emma"], TITLE)
    catch_up()
    new = {"title": "The laminator eats every second sheet", "body": "It is the red one on floor two.", "version": 1}
    edit_question(cast["emma"], question, QuestionEdit.model_validate(new))
    catch_up()

    assert found_by(sign_in("otto"), q="laminator") == [new["title"]]
    assert found_by(sign_in("otto"), q="plotter", exact="yes") == []


def test_removed_and_hidden_posts_leave_the_index_and_come_back_with_it(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    question = a_question(cast["emma"], TITLE)
    answer = an_answer(cast["sam"], question, "Flip the chirality switch behind the paper tray.")
    otto = sign_in("otto")
    catch_up()
    assert found_by(otto, q="chirality") == [TITLE]

    delete_answer(cast["sam"], answer)
    catch_up()
    assert found_by(otto, q="chirality", exact="yes") == []
    assert found_by(otto, q="plotter") == [TITLE]

    flag = flag_post(cast["zoe"], PostType.QUESTION, question, FlagDraft(reason=FlagReason.SENSITIVE))
    catch_up()
    assert found_by(otto, q="plotter", exact="yes") == []
    dismiss_flag(cast["ana"], flag)
    catch_up()
    assert found_by(otto, q="plotter") == [TITLE]

    delete_question(cast["ana"], question)
    catch_up()
    assert found_by(otto, q="plotter", exact="yes") == []
    restore_question(cast["ana"], question)
    catch_up()
    assert found_by(otto, q="plotter") == [TITLE]


def test_an_article_is_found_by_everybody_once_it_is_published_and_not_by_default_when_it_is_retired(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    article = write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE))
    catch_up()
    assert found_by(sign_in("ivan"), q="mangling") == [ARTICLE["title"]]
    assert found_by(sign_in("otto"), q="mangling", exact="yes") == []

    publish_article(cast["ana"], article, cast["ana"].id)
    catch_up()
    assert found_by(sign_in("otto"), q="mangling is:official") == [ARTICLE["title"]]

    retire_article(cast["ana"], article, RetireDraft(note="The plotter is gone."))
    catch_up()
    assert found_by(sign_in("otto"), q="mangling", exact="yes") == []
    assert found_by(sign_in("otto"), q="mangling is:retired", exact="yes") == [ARTICLE["title"]]


def test_a_renamed_or_merged_tag_is_followed_on_questions_and_articles(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    a_question(cast["emma"], TITLE, tags="plotters")
    a_question(cast["emma"], "The scanner hums a tune all day", tags="scanners")
    article = write_article(cast["ana"], ArticleDraft.model_validate({**ARTICLE, "tags": "plotters"}))
    publish_article(cast["ana"], article, cast["ana"].id)
    catch_up()
    otto = sign_in("otto")
    assert sorted(found_by(otto, tag="plotters")) == sorted([TITLE, ARTICLE["title"]])

    rename_tag(cast["ana"], "plotters", TagNameDraft(name="large-prints"))
    merge_tags(cast["ana"], "scanners", "large-prints")
    catch_up()
    followed = found_by(otto, tag="large-prints")
    assert sorted(followed) == sorted([TITLE, ARTICLE["title"], "The scanner hums a tune all day"])
    # The old names lead there.
    assert found_by(otto, tag="plotters") == found_by(otto, tag="scanners") == followed


def test_after_everything_that_can_happen_index_and_database_agree(cast: Cast, catch_up: CatchUp) -> None:
    question = a_question(cast["emma"], TITLE, tags="plotters")
    _everything_about_an_answer(cast, catch_up, question)
    edit = {"title": TITLE, "body": "Now it concerns people, so only IT should read it.", "version": 1}
    edit_question(cast["ana"], question, QuestionEdit.model_validate({**edit, "visibility": Visibility.IT}))
    close_question(cast["ana"], question, ClosedAs.OUTDATED)
    _everything_about_an_article(cast, catch_up)
    catch_up()

    assert compare(passes=1).is_complete
    assert marks() == 0


def _everything_about_an_answer(cast: Cast, catch_up: CatchUp, question: int) -> None:
    answer = post_answer(cast["sam"], question, AnswerDraft(body="Flip the switch behind the paper tray."))
    for act in (accept_answer, endorse_answer, mark_helpful, say_it_worked):
        act(cast[{"accept_answer": "emma", "endorse_answer": "ana"}.get(act.__name__, "otto")], answer)
        catch_up()
        assert compare(passes=1).is_complete, act.__name__
    say_it_did_not_work(cast["otto"], answer, NoteDraft())
    take_back_verdict(cast["otto"], answer)
    edit_answer(cast["sam"], answer, AnswerEdit(body="Flip the other switch behind the tray.", version=1))
    catch_up()
    assert compare(passes=1).is_complete
    other = an_answer(cast["zoe"], question, "Buy another plotter, this one never worked.")
    confirm_flag(cast["ana"], flag_post(cast["otto"], PostType.ANSWER, other, FlagDraft(reason=FlagReason.UNSAFE)))


def _everything_about_an_article(cast: Cast, catch_up: CatchUp) -> None:
    article = write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE))
    publish_article(cast["ana"], article, cast["ana"].id)
    article_solved_it(cast["otto"], article)
    catch_up()
    article_did_not_work(cast["otto"], article, VerdictDraft(reason=FlagReason.UNCLEAR))
    verify_article(cast["ana"], article)
    changed = {**ARTICLE, "tags": "plotters", "version": 1}
    edit_article(cast["ana"], article, ArticleEdit.model_validate(changed))
    catch_up()
    assert compare(passes=1).is_complete
    retire_article(cast["ana"], article, RetireDraft(note="The plotter is gone."))
    restore_article(cast["ana"], article)
    decline_draft(
        cast["ana"], write_article(cast["ana"], ArticleDraft.model_validate({**ARTICLE, "title": "A draft of no use"}))
    )


def test_every_fact_about_a_question_or_an_article_is_heard_or_known_not_to_matter() -> None:
    heard = {event.__name__ for event in (*TOLD_TO_SEARCH, *LIBRARY_TOLD_TO_SEARCH)}
    abstract = {"AnswerEvent", "FlagDecided"}

    assert _descendants(QuestionEvent) | _descendants(ArticleEvent) == heard | OF_NO_MATTER_TO_SEARCH | abstract
    assert not heard & OF_NO_MATTER_TO_SEARCH


def _descendants(event: type[object]) -> set[str]:
    children = event.__subclasses__()
    return {child.__name__ for child in children}.union(*(_descendants(child) for child in children))
