"""Which attribute of a row becomes which field, table by table."""

import json
from typing import Any

from portal.importers.stackexchange.kinds import (
    TAG_CHANGES,
    BadgeClass,
    HistoryType,
    LinkType,
    PostType,
    VoteType,
    close_reason,
)
from portal.importers.stackexchange.licences import licence_of
from portal.importers.stackexchange.rows import (
    BadgeRow,
    Closure,
    CommentRow,
    PostHistoryRow,
    PostLinkRow,
    PostRow,
    TagRow,
    UserRow,
    Voter,
    VoteRow,
)
from portal.importers.stackexchange.values import Values


def user_row(values: Values) -> UserRow:
    return UserRow(
        id=values.number("Id"),
        reputation=values.number_or("Reputation", 1),
        created=values.moment("CreationDate"),
        name=values.text("DisplayName"),
        last_seen=values.moment_or_none("LastAccessDate"),
        website=values.text("WebsiteUrl"),
        location=values.text("Location"),
        about=values.text("AboutMe"),
        views=values.number_or("Views", 0),
        up_votes=values.number_or("UpVotes", 0),
        down_votes=values.number_or("DownVotes", 0),
        account_id=values.number_or_none("AccountId"),
    )


def post_row(values: Values) -> PostRow:
    kind = values.kind("PostTypeId", PostType)
    created = values.moment("CreationDate")
    return PostRow(
        id=values.number("Id"),
        type=kind,
        created=created,
        score=values.number_or("Score", 0),
        body=values.text("Body"),
        title=values.text("Title"),
        tags=values.tags("Tags"),
        licence=licence_of(values.text("ContentLicense"), created),
        parent_id=values.number("ParentId") if kind is PostType.ANSWER else None,
        accepted_answer_id=values.number_or_none("AcceptedAnswerId"),
        views=values.number_or("ViewCount", 0),
        owner_id=values.number_or_none("OwnerUserId"),
        owner_name=values.text("OwnerDisplayName"),
        editor_id=values.number_or_none("LastEditorUserId"),
        editor_name=values.text("LastEditorDisplayName"),
        edited=values.moment_or_none("LastEditDate"),
        active=values.moment_or_none("LastActivityDate") or created,
        answers=values.number_or("AnswerCount", 0),
        comments=values.number_or("CommentCount", 0),
        favorites=values.number_or("FavoriteCount", 0),
        closed=values.moment_or_none("ClosedDate"),
        community_owned=values.moment_or_none("CommunityOwnedDate"),
    )


def vote_row(values: Values) -> VoteRow:
    return VoteRow(
        id=values.number("Id"),
        post_id=values.number("PostId"),
        type=values.kind("VoteTypeId", VoteType),
        day=values.day("CreationDate"),
        user_id=values.number_or_none("UserId"),
        bounty=values.number_or_none("BountyAmount"),
    )


def comment_row(values: Values) -> CommentRow:
    created = values.moment("CreationDate")
    return CommentRow(
        id=values.number("Id"),
        post_id=values.number("PostId"),
        created=created,
        score=values.number_or("Score", 0),
        text=values.text("Text"),
        licence=licence_of(values.text("ContentLicense"), created),
        user_id=values.number_or_none("UserId"),
        user_name=values.text("UserDisplayName"),
    )


def badge_row(values: Values) -> BadgeRow:
    return BadgeRow(
        id=values.number_or_none("Id"),
        user_id=values.number("UserId"),
        name=values.text("Name"),
        awarded=values.moment("Date"),
        metal=values.kind("Class", BadgeClass) if values.text("Class") else None,
        for_tag=values.truth("TagBased"),
    )


def history_row(values: Values) -> PostHistoryRow:
    kind = values.kind("PostHistoryTypeId", HistoryType)
    created = values.moment("CreationDate")
    return PostHistoryRow(
        id=values.number("Id"),
        post_id=values.number("PostId"),
        type=kind,
        revision=values.text("RevisionGUID"),
        created=created,
        user_id=values.number_or_none("UserId"),
        user_name=values.text("UserDisplayName"),
        comment=values.text("Comment"),
        text=values.text("Text"),
        tags=values.tags("Text") if kind in TAG_CHANGES else (),
        closure=_closure(values) if kind is HistoryType.CLOSED else None,
        licence=licence_of(values.text("ContentLicense"), created),
    )


def link_row(values: Values) -> PostLinkRow:
    return PostLinkRow(
        id=values.number("Id"),
        created=values.moment("CreationDate"),
        post_id=values.number("PostId"),
        related_id=values.number("RelatedPostId"),
        type=values.kind("LinkTypeId", LinkType),
    )


def tag_row(values: Values) -> TagRow:
    return TagRow(
        id=values.number("Id"),
        name=values.text("TagName"),
        count=values.number_or("Count", 0),
        excerpt_post_id=values.number_or_none("ExcerptPostId"),
        wiki_post_id=values.number_or_none("WikiPostId"),
    )


def _closure(values: Values) -> Closure:
    """The number is in `CloseReasonId` (2011), in `Comment` (since) or in the JSON of `Text`, like voters."""
    told = _json_object(values.text("Text"))
    numbers = (values.text("CloseReasonId"), values.text("Comment"), told.get("CloseReasonId"))
    number = next((int(n) for n in map(str, numbers) if n.isascii() and n.isdigit() and len(n) < 6), None)
    return Closure(close_reason(number), _originals(told), _voters(told))


def _json_object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _originals(told: dict[str, Any]) -> tuple[int, ...]:
    listed = told.get("OriginalQuestionIds")
    return tuple(number for number in listed if isinstance(number, int)) if isinstance(listed, list) else ()


def _voters(told: dict[str, Any]) -> tuple[Voter, ...]:
    listed = told.get("Voters")
    if not isinstance(listed, list):
        return ()
    return tuple(
        Voter(
            id=voter["Id"] if isinstance(voter.get("Id"), int) else None,
            name=str(voter.get("DisplayName") or ""),
        )
        for voter in listed
        if isinstance(voter, dict)
    )
