"""Replaying the demo company's acts through the portal's own actions: nothing is possible here that is not in life."""

from collections import defaultdict
from functools import singledispatchmethod

from sqlalchemy import select

from community.actions import answers, comments, moderation, questions, signals
from community.forms import AnswerDraft, AnswerEdit, CommentDraft, FlagDraft, NoteDraft, QuestionDraft, QuestionEdit
from community.models import Answer, ClosedAs, Question, Visibility
from community.posts import PostType
from knowledge.actions import articles, promotion, verdicts
from knowledge.forms import ArticleDraft, ArticleEdit, RetireDraft, VerdictDraft
from knowledge.models import Article, Category, ReviewClass
from portal.core.db import session
from portal.core.models import Application, Site, User
from portal.core.permissions import Actor
from portal.demo import acts

_REVIEW = {90: ReviewClass.VOLATILE, 180: ReviewClass.STANDARD, 365: ReviewClass.STABLE}


class Replay:
    """Knows which of the script's things became which of the portal's."""

    def __init__(self) -> None:
        self._questions: dict[str, int] = {}
        self._answers: dict[acts.AnswerRef, int] = {}
        self._comments: dict[acts.CommentRef, int] = {}
        self._comment_numbers: dict[acts.QuestionRef | acts.AnswerRef, int] = defaultdict(int)
        self._flags: dict[acts.FlagRef, int] = {}
        self._flag_numbers: dict[acts.Post, int] = defaultdict(int)
        self._articles: dict[str, int] = {}

    def perform(self, act: acts.Act) -> None:
        """Do what the act says, as its person."""
        self._do(act, _actor(act.by))

    @singledispatchmethod
    def _do(self, act: acts.Act, _actor: Actor) -> None:
        raise TypeError(f"no such act: {type(act).__name__}")
