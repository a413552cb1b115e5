"""Who may do what: the one page. Actions enforce it; templates and JSON only read what it said.

A permission maps to a rule over the actor and the thing itself. Rules are adjectives and combine with & and |.
The things are duck-typed, so that this page needs no room above it: a post has `author_id`, `is_locked` and so on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from portal.core.levels import LEVELS, level_name
from portal.core.models import Role
from portal.core.refusals import Refused


@dataclass(frozen=True)
class Actor:
    """Who acts. What rules need to know of a person, and nothing that can change a row."""

    id: int
    handle: str
    name: str
    role: Role
    level: int = 1
    is_suspended: bool = False
    plays: bool = True

    @property
    def is_analyst(self) -> bool:
        """Whether this is one of the IT analysts."""
        return self.role is Role.ANALYST

    @property
    def is_administrator(self) -> bool:
        """Whether this is an administrator."""
        return self.role is Role.ADMINISTRATOR


@dataclass(frozen=True)
class Rule:
    """A yes or no about an actor and a thing, with the sentence a person gets for a no."""

    holds: Callable[[Actor, Any], bool]
    otherwise: str

    def __and__(self, other: "Rule") -> "AllOf":
        return AllOf((self, other))

    def __or__(self, other: "Rule") -> "AnyOf":
        return AnyOf((self, other))

    def why_not(self, actor: Actor, thing: Any) -> str | None:
        """The sentence of the no; None where it is a yes."""
        return None if self.holds(actor, thing) else self.otherwise


class AllOf(Rule):
    """Every one of these must hold; the first that does not gives the sentence."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        object.__setattr__(self, "rules", rules)
        super().__init__(lambda actor, thing: all(rule.holds(actor, thing) for rule in rules), rules[0].otherwise)

    def why_not(self, actor: Actor, thing: Any) -> str | None:
        rules: tuple[Rule, ...] = self.__dict__["rules"]
        return next((why for rule in rules if (why := rule.why_not(actor, thing)) is not None), None)


class AnyOf(Rule):
    """One of these is enough; the last gives the sentence, so name the one most people could reach last."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        object.__setattr__(self, "rules", rules)
        super().__init__(lambda actor, thing: any(rule.holds(actor, thing) for rule in rules), rules[-1].otherwise)

    def why_not(self, actor: Actor, thing: Any) -> str | None:
        if self.holds(actor, thing):
            return None
        rules: tuple[Rule, ...] = self.__dict__["rules"]
        return rules[-1].why_not(actor, thing)


class LevelRule(Rule):
    """Reached by outcomes for others, up to a level. Who takes no part in the game hears nothing of levels."""

    def __init__(self, level: int) -> None:
        object.__setattr__(self, "level", level)
        needed = LEVELS[level - 1].reputation
        words = (
            f"This opens at level {level}, {level_name(level)}, with {needed:,} points for help that others confirmed."
        )
        super().__init__(lambda actor, _: actor.level >= level, words)

    def why_not(self, actor: Actor, thing: Any) -> str | None:
        if self.holds(actor, thing):
            return None
        return self.otherwise if actor.plays else "Suggest it instead: its author or IT decides."


def has_level(level: int) -> Rule:
    """Reached by outcomes for others, up to `level`."""
    return LevelRule(level)


anyone = Rule(lambda actor, thing: True, "")
active = Rule(
    lambda actor, thing: not actor.is_suspended, "Your account is paused for now, so you can read but not write."
)
analyst = Rule(lambda actor, thing: actor.is_analyst, "Only IT analysts can do this.")
administrator = Rule(lambda actor, thing: actor.is_administrator, "Only administrators can do this.")
superuser = Rule(lambda actor, thing: actor.role is Role.SUPERUSER, "This is for superusers and IT analysts.")
author = Rule(lambda actor, thing: thing.author_id == actor.id, "Only the person who wrote this can do that.")
asker = Rule(lambda actor, thing: thing.asker_id == actor.id, "Only the person who asked can do this.")
owner = Rule(lambda actor, thing: thing.owner_id == actor.id, "Only its owner can do this.")
funder = Rule(lambda actor, thing: thing.owner_id == actor.id, "Only whoever boosted or asked this can do that.")
not_own = Rule(lambda actor, thing: thing.author_id != actor.id, "Not for something you wrote yourself.")
unlocked = Rule(lambda actor, thing: not thing.is_locked, "IT has locked this, so it stays as it is.")
standing = Rule(lambda actor, thing: not thing.is_deleted, "This has been removed, so it can only be read or restored.")
open_to_answers = Rule(
    lambda actor, thing: not thing.is_closed, "This question is closed. The link at its top leads to where it goes on."
)
not_oneself = Rule(lambda actor, thing: thing.id != actor.id, "Not to yourself. A colleague can do it.")
outside_it = Rule(
    lambda actor, thing: thing.role in (Role.EMPLOYEE, Role.SUPERUSER),
    "Only administrators can do this to colleagues in IT.",
)
helper = has_level(2)
guide = has_level(3)
adviser = has_level(4)
expert = has_level(5)
player = Rule(
    lambda actor, thing: actor.plays and actor.role in (Role.EMPLOYEE, Role.SUPERUSER),
    "Quests are for colleagues outside IT who take part in the game.",
)


class Permission(Enum):
    """Everything a person may or may not do, in the words an administrator would use."""

    ASK = "Ask a question"
    ANSWER = "Answer a question"
    COMMENT = "Comment on a question or an answer"
    EDIT_QUESTION = "Change a question at once"
    RETAG = "Change the tags of a question"
    EDIT_ANSWER = "Change an answer at once"
    EDIT_COMMENT = "Change a comment"
    SUGGEST_EDIT = "Suggest a better text for somebody else's post"
    DECIDE_SUGGESTION = "Take or decline a suggested edit"
    RESTORE_TEXT = "Bring back an earlier text of a post"
    DELETE_POST = "Remove a post, and bring it back"
    VOTE_HELPFUL = "Mark an answer as helpful"
    ME_TOO = "Say that one has the same question"
    FOLLOW = "Follow a question"
    ACCEPT = "Accept the answer that helped, and take that back"
    SAY_IT_WORKED = "Say that something solved it, or did not"
    FLAG = "Tell IT that something is wrong with a post"
    UPLOAD = "Put a picture into a post"
    SEE_PRIVATE = "See a question that is private to IT"
    ENDORSE = "Endorse an answer for IT, and withdraw that"
    PROMOTE = "Turn an answer into an article"
    WRITE_ARTICLE = "Write an article that nobody asked for yet"
    EDIT_ARTICLE = "Change an article"
    VERIFY_ARTICLE = "Say that an article is still right"
    PUBLISH_ARTICLE = "Publish or retire an article"
    SEE_DRAFT_ARTICLE = "See articles that are not published yet"
    CURATE_TAGS = "Describe, rename and merge tags"
    USE_DESK = "Work at the desk"
    CURATE_SEARCH = "Say which words mean the same in search, and pin answers to searches"
    MODERATE = "Hide, lock and close posts, and decide flags"
    SUSPEND = "Suspend a person for a time"
    MANAGE_PEOPLE = "Invite people, give roles, disable accounts"
    MANAGE_COMPANY = "Add, rename and retire departments, sites and applications"
    LOOK_AFTER_PORTAL = "See the mails and deliveries on their way, and try again what was parked"
    RUN_GAME = "Decide how the company plays, and design badges"
    GIVE_KUDOS = "Thank a colleague for something, in one's own words"
    MODERATE_KUDOS = "Remove kudos that are no thanks"
    FUND_BOOST = "Lift a question with season points of a pool"
    AWARD_BOOST = "Give a question's boost to an answer"
    DECIDE_CASES = "Look at points that are held, and decide about them"
    GRANT_LICENCES = "Give somebody a licence for knowledge, and take it back"
    TAKE_QUEST = "Take a quest on, and leave it"
    PROPOSE_QUEST = "Propose a quest to IT"
    OFFER_QUEST = "Offer a quest, decide about proposed ones, and end one"
    SEE_AUDIT_LOG = "Read the log of everything moderators and administrators did"


P = Permission

RULES: dict[Permission, Rule] = {
    P.ASK: active,
    P.ANSWER: AllOf((active, standing, unlocked, open_to_answers)),
    P.COMMENT: AllOf((active, standing, unlocked)),
    P.EDIT_QUESTION: AllOf((active, standing, AnyOf((analyst, unlocked)), AnyOf((author, analyst, superuser, guide)))),
    P.RETAG: AllOf((active, standing, AnyOf((analyst, unlocked)), AnyOf((author, analyst, superuser, helper)))),
    P.EDIT_ANSWER: AllOf((active, standing, AnyOf((analyst, unlocked)), AnyOf((author, analyst, adviser)))),
    P.EDIT_COMMENT: AllOf((active, standing, unlocked, author)),
    P.SUGGEST_EDIT: AllOf((active, standing, unlocked, not_own)),
    P.DECIDE_SUGGESTION: AllOf((active, standing, AnyOf((analyst, unlocked)), AnyOf((analyst, author)))),
    P.RESTORE_TEXT: AllOf((active, standing, AnyOf((analyst, unlocked)), AnyOf((analyst, author)))),
    P.DELETE_POST: AllOf((active, AnyOf((analyst, unlocked)), AnyOf((analyst, author)))),
    P.VOTE_HELPFUL: AllOf((active, standing, not_own)),
    P.ME_TOO: AllOf((active, standing, not_own)),
    P.FOLLOW: anyone,
    P.ACCEPT: AllOf((active, standing, unlocked, asker)),
    P.SAY_IT_WORKED: AllOf((active, standing, not_own)),
    P.FLAG: AllOf((active, standing, not_own)),
    P.UPLOAD: active,
    P.SEE_PRIVATE: analyst | asker,
    P.ENDORSE: AllOf((active, standing, analyst, not_own)),
    P.PROMOTE: AllOf((active, standing, analyst)),
    P.WRITE_ARTICLE: AllOf((active, analyst)),
    P.EDIT_ARTICLE: AllOf((active, AnyOf((owner, analyst)))),
    P.VERIFY_ARTICLE: AllOf((active, AnyOf((owner, analyst)))),
    P.PUBLISH_ARTICLE: AllOf((active, analyst)),
    P.SEE_DRAFT_ARTICLE: analyst,
    P.CURATE_TAGS: AllOf((active, analyst)),
    P.USE_DESK: analyst,
    P.CURATE_SEARCH: AllOf((active, analyst)),
    P.MODERATE: AllOf((active, analyst)),
    P.SUSPEND: AllOf((active, AnyOf((administrator, analyst)), not_oneself, AnyOf((administrator, outside_it)))),
    P.MANAGE_PEOPLE: AllOf((active, administrator)),
    P.MANAGE_COMPANY: AllOf((active, administrator)),
    P.LOOK_AFTER_PORTAL: AllOf((active, administrator)),
    P.RUN_GAME: AllOf((active, administrator)),
    P.GIVE_KUDOS: AllOf((active, standing, not_own)),
    P.MODERATE_KUDOS: AllOf((active, analyst)),
    P.FUND_BOOST: AllOf((active, standing, not_own, AnyOf((analyst, adviser)))),
    P.AWARD_BOOST: AllOf((active, standing, AnyOf((asker, funder)))),
    P.DECIDE_CASES: AllOf((active, analyst)),
    P.GRANT_LICENCES: AllOf((active, administrator)),
    P.TAKE_QUEST: AllOf((active, player)),
    P.PROPOSE_QUEST: AllOf((active, AnyOf((analyst, expert)))),
    P.OFFER_QUEST: AllOf((active, analyst)),
    P.SEE_AUDIT_LOG: administrator,
}


class NotAllowed(Refused):
    """The actor may not do this. The sentence says what would be needed."""


def may(permission: Permission, actor: Actor, thing: Any = None) -> bool:
    """Whether `actor` may do this to `thing`."""
    return RULES[permission].holds(actor, thing)


def require(permission: Permission, actor: Actor, thing: Any = None) -> None:
    """Go on only if `actor` may do this to `thing`. Raises NotAllowed with the reason."""
    why = RULES[permission].why_not(actor, thing)
    if why is not None:
        raise NotAllowed(why)
