"""What live pages hear about facts."""

from flask import Flask

from community.events import QuestionEvent
from portal.core.facts import Event, Fact
from portal.live.hub import Hub, Topic


class Announcer:
    """Tells the watchers of this process's hub. Only the process that holds the sockets subscribes it."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def on_question(self, event: QuestionEvent, fact: Fact) -> None:
        """A question, or something under it, changed."""
        hub = self._hub()
        hub.tell(Topic("question", event.question_id), event.kind(), event.subject_id)
        self.on_desk(event, fact)

    def on_desk(self, event: Event, _fact: Fact) -> None:
        """Something that the desk may be waiting for happened."""
        self._hub().tell(Topic("desk"), event.kind(), event.subject_id)

    def on_person_cut_off(self, event: Event, _fact: Fact) -> None:
        """A person's sessions ended: their sockets end with them."""
        self._hub().cut_off(event.subject_id)

    def _hub(self) -> Hub:
        hub: Hub = self._app.extensions["questboard_hub"]
        return hub
