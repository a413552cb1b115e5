"""The numbered kinds of the dump format, and the two numberings of close reasons."""

from enum import Enum, IntEnum, StrEnum


class Table(StrEnum):
    """One file of a dump; the value is its name without `.xml`, in the spelling of the newer dumps."""

    USERS = "Users"
    TAGS = "Tags"
    POSTS = "Posts"
    POST_LINKS = "PostLinks"
    POST_HISTORY = "PostHistory"
    COMMENTS = "Comments"
    VOTES = "Votes"
    BADGES = "Badges"


class PostType(IntEnum):
    """What a row of Posts is; other numbers are skipped and counted.

    Only questions and answers are content; the rest is furniture of the site.
    """

    QUESTION = 1
    ANSWER = 2
    ORPHANED_TAG_WIKI = 3
    TAG_WIKI_EXCERPT = 4
    TAG_WIKI = 5
    MODERATOR_NOMINATION = 6
    WIKI_PLACEHOLDER = 7
    PRIVILEGE_WIKI = 8


class VoteType(IntEnum):
    """What a row of Votes records. The voter is named for `FAVORITE` and `BOUNTY_START` alone."""

    ACCEPTED = 1
    UP = 2
    DOWN = 3
    OFFENSIVE = 4
    FAVORITE = 5
    CLOSE = 6
    REOPEN = 7
    BOUNTY_START = 8
    BOUNTY_CLOSE = 9
    DELETION = 10
    UNDELETION = 11
    SPAM = 12
    INFORM_MODERATOR = 13
    MODERATOR_REVIEW = 15
    EDIT_APPROVED = 16


class HistoryType(IntEnum):
    """What a row of PostHistory records."""

    INITIAL_TITLE = 1
    INITIAL_BODY = 2
    INITIAL_TAGS = 3
    EDIT_TITLE = 4
    EDIT_BODY = 5
    EDIT_TAGS = 6
    ROLLBACK_TITLE = 7
    ROLLBACK_BODY = 8
    ROLLBACK_TAGS = 9
    CLOSED = 10
    REOPENED = 11
    DELETED = 12
    UNDELETED = 13
    LOCKED = 14
    UNLOCKED = 15
    COMMUNITY_OWNED = 16
    MIGRATED = 17
    MERGED = 18
    PROTECTED = 19
    UNPROTECTED = 20
    DISASSOCIATED = 21
    UNMERGED = 22
    SUGGESTED_EDIT_APPLIED = 24
    TWEETED = 25
    VOTE_NULLIFICATION = 26
    NOTICE_ADDED = 33
    NOTICE_REMOVED = 34
    MIGRATED_AWAY = 35
    MIGRATED_HERE = 36
    MERGE_SOURCE = 37
    MERGE_DESTINATION = 38
    BUMPED_BY_COMMUNITY = 50
    BECAME_HOT = 52
    LEFT_HOT = 53


TITLE_CHANGES = frozenset({HistoryType.INITIAL_TITLE, HistoryType.EDIT_TITLE, HistoryType.ROLLBACK_TITLE})
BODY_CHANGES = frozenset({HistoryType.INITIAL_BODY, HistoryType.EDIT_BODY, HistoryType.ROLLBACK_BODY})
TAG_CHANGES = frozenset({HistoryType.INITIAL_TAGS, HistoryType.EDIT_TAGS, HistoryType.ROLLBACK_TAGS})
CONTENT_CHANGES = TITLE_CHANGES | BODY_CHANGES | TAG_CHANGES


class LinkType(IntEnum):
    """How a row of PostLinks relates its two posts."""

    LINKED = 1
    DUPLICATE = 3


class BadgeClass(IntEnum):
    """The metal of a badge. Dumps before 2014 do not name it."""

    GOLD = 1
    SILVER = 2
    BRONZE = 3


class CloseReason(Enum):
    """Why a question was closed: one word for each reason, whichever of the two numberings named it."""

    DUPLICATE = "duplicate"
    OFF_TOPIC = "off topic"
    SUBJECTIVE = "subjective and argumentative"
    NOT_A_QUESTION = "not a real question"
    TOO_LOCALIZED = "too localized"
    GENERAL_REFERENCE = "general reference"
    NOISE = "noise or pointless"
    UNCLEAR = "unclear what is asked"
    TOO_BROAD = "too broad"
    OPINION_BASED = "primarily opinion-based"
    UNKNOWN = "not said"


_CLOSE_REASONS = {
    1: CloseReason.DUPLICATE,
    2: CloseReason.OFF_TOPIC,
    3: CloseReason.SUBJECTIVE,
    4: CloseReason.NOT_A_QUESTION,
    7: CloseReason.TOO_LOCALIZED,
    10: CloseReason.GENERAL_REFERENCE,
    20: CloseReason.NOISE,
    101: CloseReason.DUPLICATE,
    102: CloseReason.OFF_TOPIC,
    103: CloseReason.UNCLEAR,
    104: CloseReason.TOO_BROAD,
    105: CloseReason.OPINION_BASED,
}


def close_reason(number: int | None) -> CloseReason:
    """The reason behind a number of either numbering (1 to 20 until mid 2013, 101 to 105 since)."""
    return _CLOSE_REASONS.get(number, CloseReason.UNKNOWN) if number is not None else CloseReason.UNKNOWN
