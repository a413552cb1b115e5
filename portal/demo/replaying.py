"""Replaying the demo company's acts through the portal's own actions: nothing is possible here that is not in life."""

from datetime import timedelta
from functools import singledispatchmethod
from typing import Any

from sqlalchemy import select

from community.actions import answers, comments, moderation, questions, signals
from community.forms import AnswerDraft, AnswerEdit, CommentDraft, FlagDraft, NoteDraft, QuestionDraft, QuestionEdit
from community.models import Answer, ClosedAs, FlagReason, PostType, Question, Visibility
from gamification.actions import quest_offers, quests
from gamification.actions.boosts import start_boost
from gamification.actions.kudos import give_kudos
from gamification.forms import BoostDraft, KudosDraft
from gamification.models import KudosFor
from gamification.quests.forms import QuestDraft
from gamification.seasons import is_quiet
from knowledge.actions import articles, promotion, verdicts
from knowledge.forms import ArticleDraft, ArticleEdit, RetireDraft, VerdictDraft
from knowledge.models import Article, Category, ReviewClass
from portal.core.db import session
from portal.core.models import Application, Department, Site, User
from portal.core.permissions import Actor
from portal.demo import acts


class Replay:
    """Knows which of the script's things became which of the portal's."""

    def __init__(self) -> None:
        self._questions: dict[str, int] = {}
        self._answers: dict[acts.AnswerRef, int] = {}
        self._comments: dict[acts.CommentRef, int] = {}
        self._flags: dict[acts.FlagRef, int] = {}
        self._articles: dict[str, int] = {}
        self._quests: dict[int, int] = {}

    def perform(self, act: acts.Act) -> None:
        """Do what the act says, as its person."""
        self._do(act, _actor(act.by))

    @singledispatchmethod
    def _do(self, act: acts.Act, _actor: Actor) -> None:
        raise TypeError(f"no such act: {type(act).__name__}")

    # --- Asking, answering, talking ----------------------------------------------------------------------------------

    @_do.register
    def _(self, act: acts.Asked, actor: Actor) -> None:
        draft = QuestionDraft(
            title=act.title,
            body=act.body,
            tags=list(act.tags),
            application_id=_id_of(Application.slug, act.application),
            site_id=_id_of(Site.name, act.site),
            device=act.device,
            language="en",
            visibility=Visibility.IT if act.visibility.value == "it" else Visibility.EVERYONE,
        )
        self._questions[act.question.question] = questions.ask_question(actor, draft)

    @_do.register
    def _(self, act: acts.Answered, actor: Actor) -> None:
        question_id = self._questions[act.answer.question]
        self._answers[act.answer] = answers.post_answer(actor, question_id, AnswerDraft(body=act.body))

    @_do.register
    def _(self, act: acts.Commented, actor: Actor) -> None:
        on = act.comment.on
        answer_id = self._answers[on] if isinstance(on, acts.AnswerRef) else None
        comment_id = comments.post_comment(actor, self._questions[on.question], answer_id, CommentDraft(body=act.body))
        self._comments[act.comment] = comment_id

    @_do.register
    def _(self, act: acts.Edited, actor: Actor) -> None:
        if isinstance(act.post, acts.AnswerRef):
            answer = session().get_one(Answer, self._answers[act.post])
            answers.edit_answer(actor, answer.id, AnswerEdit(body=act.body, version=answer.version, note=act.note))
            return
        question = session().get_one(Question, self._questions[act.post.question])
        edit = QuestionEdit(
            title=act.title or question.title,
            body=act.body,
            tags=[name for name in question.tag_names.split(",") if name],
            application_id=question.application_id,
            site_id=question.site_id,
            device=question.device,
            version=question.text_version,
            note=act.note,
        )
        questions.edit_question(actor, question.id, edit)

    # --- What people say with one tap --------------------------------------------------------------------------------

    @_do.register
    def _(self, act: acts.MarkedMeToo, actor: Actor) -> None:
        signals.say_me_too(actor, self._questions[act.question.question])

    @_do.register
    def _(self, act: acts.Followed, actor: Actor) -> None:
        signals.follow_question(actor, self._questions[act.question.question])

    @_do.register
    def _(self, act: acts.VotedHelpful, actor: Actor) -> None:
        signals.mark_helpful(actor, self._answers[act.answer])

    @_do.register
    def _(self, act: acts.SolvedIt, actor: Actor) -> None:
        if isinstance(act.item, acts.ArticleRef):
            verdicts.article_solved_it(actor, self._articles[act.item.article])
        else:
            signals.say_it_worked(actor, self._answers[act.item])

    @_do.register
    def _(self, act: acts.DidNotWork, actor: Actor) -> None:
        if isinstance(act.item, acts.ArticleRef):
            known = {reason.value: reason for reason in FlagReason}
            draft = VerdictDraft(reason=known.get(act.reason.value, FlagReason.WRONG), note=act.note)
            verdicts.article_did_not_work(actor, self._articles[act.item.article], draft)
        else:
            signals.say_it_did_not_work(actor, self._answers[act.item], NoteDraft(note=act.note))

    @_do.register
    def _(self, act: acts.Accepted, actor: Actor) -> None:
        answers.accept_answer(actor, self._answers[act.answer])

    @_do.register
    def _(self, act: acts.GaveKudos, actor: Actor) -> None:
        give_kudos(actor, KudosFor.ANSWER, self._answers[act.answer], KudosDraft(words=act.words, shown="public"))

    @_do.register
    def _(self, act: acts.Boosted, actor: Actor) -> None:
        start_boost(actor, self._questions[act.question.question], BoostDraft(points=act.points))

    @_do.register
    def _(self, act: acts.Unaccepted, actor: Actor) -> None:
        answers.unaccept_answer(actor, self._answers[act.answer])

    @_do.register
    def _(self, act: acts.Endorsed, actor: Actor) -> None:
        answers.endorse_answer(actor, self._answers[act.answer])

    # --- Looking after it --------------------------------------------------------------------------------------------

    @_do.register
    def _(self, act: acts.Flagged, actor: Actor) -> None:
        draft = FlagDraft(reason=FlagReason(act.reason.value), note=act.note)
        self._flags[act.flag] = moderation.flag_post(actor, *self._post(act.flag.on), draft)

    @_do.register
    def _(self, act: acts.DecidedFlag, actor: Actor) -> None:
        if act.state.value == "confirmed":
            moderation.confirm_mended_flag(actor, self._flags[act.flag])
        else:
            moderation.dismiss_flag(actor, self._flags[act.flag])

    @_do.register
    def _(self, act: acts.Hidden, actor: Actor) -> None:
        kind, post_id = self._post(act.post)
        remove = {
            PostType.QUESTION: questions.delete_question,
            PostType.ANSWER: answers.delete_answer,
            PostType.COMMENT: comments.delete_comment,
        }
        remove[kind](actor, post_id)

    @_do.register
    def _(self, act: acts.ClosedAsDuplicate, actor: Actor) -> None:
        moderation.close_as_duplicate(actor, self._questions[act.question.question], self._questions[act.of.question])

    @_do.register
    def _(self, act: acts.Closed, actor: Actor) -> None:
        moderation.close_question(actor, self._questions[act.question.question], ClosedAs.OUTDATED)

    @_do.register
    def _(self, act: acts.Reopened, actor: Actor) -> None:
        moderation.reopen_question(actor, self._questions[act.question.question])

    @_do.register
    def _(self, act: acts.Locked, actor: Actor) -> None:
        moderation.lock_question(actor, self._questions[act.question.question])

    def _post(self, post: acts.Post) -> tuple[PostType, int]:
        match post:
            case acts.QuestionRef(question):
                return PostType.QUESTION, self._questions[question]
            case acts.AnswerRef():
                return PostType.ANSWER, self._answers[post]
            case acts.CommentRef():
                return PostType.COMMENT, self._comments[post]

    # --- The library -------------------------------------------------------------------------------------------------

    @_do.register
    def _(self, act: acts.DraftedArticle, actor: Actor) -> None:
        self._articles[act.article.article] = articles.write_article(actor, _draft(act))

    @_do.register
    def _(self, act: acts.Promoted, actor: Actor) -> None:
        article_id = promotion.promote_answer(actor, self._answers[act.answer], _draft(act))
        self._articles[act.article.article] = article_id

    @_do.register
    def _(self, act: acts.PublishedArticle, actor: Actor) -> None:
        article = session().get_one(Article, self._articles[act.article.article])
        owner = session().scalars(select(User.id).where(User.handle == act.owner)).one()
        articles.publish_article(actor, article.id, owner)

    @_do.register
    def _(self, act: acts.RevisedArticle, actor: Actor) -> None:
        article = session().get_one(Article, self._articles[act.article.article])
        edit = ArticleEdit(
            title=article.title,
            **vars(act.sections),
            tags=[name for name in article.tag_names.split(",") if name],
            category_id=article.category_id,
            application_id=article.application_id,
            review_class=article.review_class,
            version=article.version,
            note=act.note,
        )
        articles.edit_article(actor, article.id, edit)

    @_do.register
    def _(self, act: acts.VerifiedArticle, actor: Actor) -> None:
        articles.verify_article(actor, self._articles[act.article.article])

    @_do.register
    def _(self, act: acts.RetiredArticle, actor: Actor) -> None:
        draft = RetireDraft(note=act.note, successor_id=self._articles[act.successor.article])
        articles.retire_article(actor, self._articles[act.article.article], draft)

    # --- Quests ------------------------------------------------------------------------------------------------------

    @_do.register
    def _(self, act: acts.OfferedQuest, actor: Actor) -> None:
        if act.hours and is_quiet(act.at):
            return  # a goal of all of us belongs to a season; loaded in the quiet week there is none
        draft = QuestDraft(
            template=act.template,
            tag=act.tag,
            department_id=_id_of(Department.name, act.department),
            hours=act.hours,
            ends_on=(act.at + timedelta(days=act.until_days)).date() if act.until_days else None,
            words=act.words,
        )
        self._quests[act.number] = quest_offers.offer_quest(actor, draft)

    @_do.register
    def _(self, act: acts.TookQuest, actor: Actor) -> None:
        quests.take_quest(actor, self._quests[act.number])


def _actor(handle: str) -> Actor:
    user = session().scalars(select(User).where(User.handle == handle)).one()
    return Actor(user.id, user.handle, user.name, user.role, user.level)


def _id_of(column: Any, value: str) -> int | None:
    return session().scalar(select(column.class_.id).where(column == value)) if value else None


def _draft(act: acts.DraftedArticle) -> ArticleDraft:
    return ArticleDraft(
        title=act.title,
        **vars(act.sections),
        tags=list(act.tags),
        category_id=_id_of(Category.slug, act.category),
        application_id=_id_of(Application.slug, act.application),
        review_class=ReviewClass(act.review.value),
    )
