"""What live pages hear about facts."""

from flask import Flask

from community import events as community
from community.events import QuestionEvent
from knowledge import events as knowledge
from portal.core import db
from portal.core.facts import Event, Fact
from portal.live.hub import Hub, Topic
from portal.people import events as people

ABOUT_THE_DESK: tuple[type[Event], ...] = (
    knowledge.ArticleDrafted,
    knowledge.ArticlePublished,
    knowledge.ArticleReviewDue,
    knowledge.ArticleVerified,
    knowledge.ArticleRetired,
    knowledge.DraftDeclined,
)
ENDS_SESSIONS: tuple[type[Event], ...] = (
    people.PersonDisabled,
    people.PasswordChanged,
    people.SessionsEnded,
)
# A "did not work" is between a reader, the author and IT: an open page hears nothing of it.
_KEPT_PRIVATE = (community.AnswerDidNotWork, community.PostFlagged, community.EditSuggested)


def about_questions() -> list[type[QuestionEvent]]:
    """Every fact about a question or something under it that its readers may see."""
    found = (kind for kind in vars(community).values() if isinstance(kind, type) and issubclass(kind, QuestionEvent))
    return [kind for kind in found if kind not in (QuestionEvent, community.AnswerEvent, *_KEPT_PRIVATE)]


class Announcer:
    """Tells the watchers of this process's hub. Only the process that holds the sockets subscribes it."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def on_question(self, event: QuestionEvent, fact: Fact) -> None:
        """A question, or something under it, changed."""
        self._hub().tell(Topic("question", event.question_id), event.kind(), event.subject_id)
        self.on_desk(event, fact)

    def on_desk(self, event: Event, _fact: Fact) -> None:
        """Something that the desk may be waiting for happened."""
        self._hub().tell(Topic("desk"), event.kind(), event.subject_id)

    def on_person_cut_off(self, event: Event, _fact: Fact) -> None:
        """A person's sessions ended: their sockets end with them."""
        self._hub().cut_off(event.subject_id)

    def on_told(self, user_id: int) -> None:
        """Somebody has a new line in the bell. Called after the commit, so it brings its own reading session."""
        try:
            self._hub().tell(Topic("bell", user_id), "notification", user_id)
        finally:
            db.release()

    def _hub(self) -> Hub:
        hub: Hub = self._app.extensions["questboard_hub"]
        return hub
