"""The shortest way to a draft and to an official article."""

from knowledge.actions.articles import publish_article, write_article
from knowledge.forms import ArticleDraft
from portal.core.permissions import Actor

TEXT = {
    "title": "Reset the VPN profile after a password change",
    "issue": "The VPN client says connection refused after the password was changed.",
    "environment": "- Application: VPN client 5",
    "cause": "The client keeps the old password in its profile.",
    "resolution": "1. Sign out.\n2. Remove the profile.\n3. Add it again.",
    "verification": "The lock in the tray turns green.",
    "tags": "vpn, password",
}


def a_draft(author: Actor, **given: object) -> int:
    """A draft by an analyst; `given` are fields of it."""
    return write_article(author, ArticleDraft.model_validate({**TEXT, **given}))


def an_official_article(author: Actor, **given: object) -> int:
    """An official article that its author looks after."""
    article_id = a_draft(author, **given)
    publish_article(author, article_id, author.id)
    return article_id
