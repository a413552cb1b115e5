"""What the library's acts are called in the audit log. Titles of drafts are IT's own, so they are not in it."""

from collections.abc import Mapping

from knowledge import events
from portal.core.facts import Event
from portal.people.audit import Act

_ARTICLE = "/knowledge/{article_id}"

ACTS: Mapping[type[Event], Act] = {
    events.ArticlePublished: Act("published the article", "{title}", _ARTICLE),
    events.ArticleVerified: Act("verified the article", "{title}", _ARTICLE),
    events.ArticleRetired: Act("retired the article", "{title}", _ARTICLE),
    events.ArticleRestored: Act("brought back the article", "{title}", _ARTICLE),
    events.DraftDeclined: Act("declined a draft", "article {article_id}"),
}
