"""The company of the table of routes: one person of every kind, and whatever they may come upon, in every state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select, update

from community.actions import answers, comments, drafts, moderation, pictures, questions, suggestions
from community.forms import AnswerEdit, AnswerSuggestion, CommentDraft, FlagDraft, QuestionEdit
from community.models import ClosedAs, FlagReason, PostType, Visibility
from gamification.actions import quest_offers
from gamification.models import Case, CasePerson, Kudos, KudosFor
from gamification.quests.forms import QuestDraft
from gamification.quests.models import Quest, QuestState
from knowledge.actions import articles
from knowledge.forms import ArticleDraft, RetireDraft
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import FactRow, Notification, PointsVisibility, User
from portal.core.permissions import Actor
from portal.notify.telling import tell
from portal.people import links
from portal.people.actions import importing, invitations
from portal.people.forms import InvitationDraft
from portal.people.links import Purpose, Ticket
from tests.support.cast import FIRST_DAY
from tests.support.makers import ANSWER, BODY, a_question, an_answer

PEOPLE = {"p": "pia", "e": "otto", "s": "zoe", "a": "ivan", "d": "adam", "q": "emma", "w": "wim"}
"""Paused, employee, superuser, analyst, administrator, who asked, and whose it is."""

OTHERS = ("wim", "pia", "dora", "uma", "vera")
"""Writes, is paused, has been disabled, lends a hand, has things done to her; employees all."""

ARTICLE = {
    "title": "How to make the VPN connect again",
    "issue": BODY,
    "environment": "The VPN client 5 on Windows 11",
    "cause": "A profile that has run out",
    "resolution": "Sign out, remove the profile, add it again.",
    "verification": "The shield turns green.",
    "tags": "vpn",
}
A_LIST = b"email,name\nnora@company.example,Nora New\n"
_numbers = count(1)


def a_picture(height: int = 2) -> bytes:
    """A small picture."""
    drawn = BytesIO()
    Image.new("RGB", (2, height)).save(drawn, "PNG")
    return drawn.getvalue()


class Company:
    """Makes things in the state asked for, each on a day of its own, long ago, so that nobody has done too much."""

    def __init__(self, folder: Path) -> None:
        _take_on()
        self._folder = folder
        self._actors = {user.handle: _actor(user) for user in session().scalars(select(User))}
        release()

    def __getitem__(self, handle: str) -> Actor:
        return self._actors[handle]

    def case(self) -> int:
        """A case of fair play that waits for a decision, about Wim."""
        with transaction() as opened:
            held = Case(
                key=f"case {next(_numbers)}",
                rule="velocity",
                says="Many votes at once",
                evidence={},
                opened_at=FIRST_DAY,
            )
            opened.add(held)
            opened.flush()
            opened.add(CasePerson(case_id=held.id, user_id=self["wim"].id))
        return held.id

    def quest(self) -> int:
        """A quest on offer."""
        found = session().scalar(select(Quest.id).where(Quest.state == QuestState.OFFERED))
        release()
        return found or quest_offers.offer_quest(self["ana"], QuestDraft(template="first_rescue"))

    def kudos(self) -> int:
        """Thanks of Vera's to Wim, for an answer."""
        with transaction() as opened:
            given = Kudos(
                giver_id=self["vera"].id,
                receiver_id=self["wim"].id,
                kind=KudosFor.ANSWER,
                subject_id=self.answer("open"),
                words="It worked at once, and I could go home.",
                is_public=True,
                at=FIRST_DAY,
            )
            opened.execute(update(User).where(User.handle == "wim").values(points_visibility=PointsVisibility.PUBLIC))
            opened.add(given)
            opened.flush()
        return given.id

    def question(self, state: str) -> int:
        """A question of Emma's, as it reads now and as it read before."""
        with _another_day():
            number = a_question(self["emma"], f"The VPN does not connect, number {next(_numbers)}")
            self._edit_question(number, Visibility.IT if state == "private" else None)
            self._put(PostType.QUESTION, number, number, state)
        return number

    def answer(self, state: str) -> int:
        """An answer of Wim's to a question of Emma's, as it reads now and as it read before."""
        with _another_day():
            question = self._answered()
            number = an_answer(self["wim"], question)
            answers.edit_answer(self["wim"], number, AnswerEdit(body=f"{ANSWER} Then restart.", version=1))
            self._put(PostType.ANSWER, number, question, state)
        return number

    def comment(self, state: str) -> int:
        """A comment of Wim's on a question of Emma's."""
        with _another_day():
            question = self._answered()
            number = comments.post_comment(self["wim"], question, None, CommentDraft(body="Since when is that so?"))
            self._put(PostType.COMMENT, number, question, state)
        return number

    def suggestion(self, state: str) -> int:
        """What Uma would change in an answer of Wim's."""
        with _another_day():
            question = self._answered()
            answer = an_answer(self["wim"], question)
            better = AnswerSuggestion(body="Sign out, remove the profile, and add it once more.", version=1)
            number = suggestions.suggest_answer_edit(self["uma"], answer, better)
            self._put(PostType.ANSWER, answer, question, state)
        return number

    def article(self, state: str) -> int:
        """An article that Ana wrote; what has been official is looked after by Wim."""
        with _another_day():
            number = articles.write_article(self["ana"], ArticleDraft.model_validate(ARTICLE))
            if state == "declined":
                articles.decline_draft(self["ana"], number)
            if state in ("official", "retired"):
                articles.publish_article(self["ana"], number, self["wim"].id)
            if state == "retired":
                articles.retire_article(self["ana"], number, RetireDraft(note="No longer in use"))
        return number

    def notification(self) -> int:
        """A line in Wim's bell."""
        question = self.question("open")
        with transaction() as opened:
            newest = opened.scalars(select(func.max(FactRow.id))).one()
            tell(self["wim"].id, "answered", newest, "Somebody asked", f"/questions/{question}")
            return opened.scalars(select(func.max(Notification.id))).one()

    def picture(self) -> str:
        """The name of a picture that Wim has not put anywhere yet."""
        return pictures.upload_picture(self["wim"], a_picture(3), self._folder).name

    def people_list(self) -> str:
        """The token of a list of people that Adam has sent."""
        return importing.take_list(self["adam"], "people.csv", A_LIST)

    def reset_link(self) -> str:
        """What is signed in a link that lets somebody choose a password."""
        user = session().scalars(select(User).where(User.handle == "uma")).one()
        ticket = Ticket(user.id, user.auth_version, datetime.now(tz=FIRST_DAY.tzinfo) + timedelta(hours=1))
        release()
        return links.path_for(Purpose.RESET, ticket).rsplit("/", 1)[1]

    def invitation_link(self) -> str:
        """What is signed in a link that lets somebody join."""
        draft = InvitationDraft(email=f"new{next(_numbers)}@company.example", name="Nils New")
        handle = invitations.invite_person(self["adam"], draft)
        user = session().scalars(select(User).where(User.handle == handle)).one()
        ticket = Ticket(user.id, user.auth_version, datetime.now(tz=FIRST_DAY.tzinfo) + timedelta(days=1))
        release()
        return links.path_for(Purpose.INVITATION, ticket).rsplit("/", 1)[1]

    def draft(self) -> str:
        """The key under which everybody has kept something."""
        for handle in self._actors:
            drafts.save_draft(self[handle], "question:new", {"title": "Half a"})
        return "question:new"

    def facts(self) -> int:
        """How much has happened so far."""
        happened = session().scalars(select(func.count()).select_from(FactRow)).one()
        release()
        return happened

    def _answered(self) -> int:
        return a_question(self["emma"], f"The VPN does not connect, number {next(_numbers)}")

    def _edit_question(self, question_id: int, visibility: Visibility | None) -> None:
        """IT may change who reads a question at any time."""
        edit = {"title": "How do I make the VPN connect again", "body": f"{BODY} Twice.", "tags": "vpn", "version": 1}
        edited = QuestionEdit.model_validate({**edit, "visibility": visibility})
        questions.edit_question(self["ana"], question_id, edited)

    def _put(self, kind: PostType, number: int, question_id: int, state: str) -> None:
        ana = self["ana"]
        match state:
            case "locked":
                moderation.lock_question(ana, question_id)
            case "closed":
                moderation.close_question(ana, question_id, ClosedAs.OUTDATED)
            case "removed":
                _REMOVE[kind](ana, number)
            case "withdrawn":
                _REMOVE[kind](self["emma" if kind is PostType.QUESTION else "wim"], number)
            case "hidden":
                moderation.flag_post(self["uma"], kind, number, FlagDraft(reason=FlagReason.SENSITIVE))
            case "private" if kind is not PostType.QUESTION:
                self._edit_question(question_id, Visibility.IT)


_REMOVE: dict[PostType, Callable[[Actor, int], None]] = {
    PostType.QUESTION: questions.delete_question,
    PostType.ANSWER: answers.delete_answer,
    PostType.COMMENT: comments.delete_comment,
}


def _take_on() -> None:
    """The others join, nobody is new, one is paused and one is disabled."""
    with transaction() as opened:
        for handle in OTHERS:
            opened.add(User(handle=handle, name=handle.title(), email=f"{handle}@company.example", joined_at=FIRST_DAY))
        opened.flush()
        opened.execute(update(User).values(level=2))
        opened.execute(update(User).where(User.handle == "pia").values(suspended_until=clock.now() + timedelta(days=7)))
        opened.execute(update(User).where(User.handle == "dora").values(disabled_at=FIRST_DAY))
    release()


def _actor(user: User) -> Actor:
    return Actor(user.id, user.handle, user.name, user.role, user.level, user.handle == "pia")


@contextmanager
def _another_day() -> Iterator[None]:
    with clock.at(FIRST_DAY - timedelta(days=next(_numbers))):
        yield
