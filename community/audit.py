"""What the community's acts of moderation are called in the audit log."""

from collections.abc import Mapping

from community import events
from portal.core.facts import Event
from portal.people.audit import Act

_QUESTION = "/questions/{question_id}"
_ANSWER = "/questions/{question_id}#answer-{answer_id}"

ACTS: Mapping[type[Event], Act] = {
    events.QuestionDeleted: Act("removed the question", "{title}", _QUESTION),
    events.QuestionRestored: Act("brought back the question", "{title}", _QUESTION),
    events.QuestionClosed: Act("closed the question", "{title}", _QUESTION, "as {closed_as}"),
    events.QuestionReopened: Act("reopened the question", "{title}", _QUESTION),
    events.QuestionLocked: Act("locked the question", "{title}", _QUESTION),
    events.QuestionUnlocked: Act("unlocked the question", "{title}", _QUESTION),
    events.AnswerDeleted: Act("removed an answer to", "{title}", _ANSWER),
    events.AnswerRestored: Act("brought back an answer to", "{title}", _ANSWER),
    events.AnswerEndorsed: Act("endorsed an answer to", "{title}", _ANSWER),
    events.EndorsementWithdrawn: Act("withdrew the endorsement of an answer to", "{title}", _ANSWER),
    events.CommentDeleted: Act("removed a comment on", "{title}", _QUESTION),
    events.CommentRestored: Act("brought back a comment on", "{title}", _QUESTION),
    events.FlagConfirmed: Act("confirmed a flag on", "{title}", _QUESTION, "{reason}"),
    events.FlagDismissed: Act("dismissed a flag on", "{title}", _QUESTION, "{reason}"),
    events.TagChanged: Act("{change} the tag", "{name}", "/tags/{name}", "{other_name}"),
}
