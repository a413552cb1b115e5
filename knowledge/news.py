"""What the library tells people about its own facts: an answer became an article, an article wants a look."""

from knowledge.events import ArticleDidNotWork, ArticleDrafted, ArticleEvent, ArticlePublished, ArticleReviewDue
from knowledge.links import article_href
from portal.core.facts import Fact
from portal.notify import tell
from portal.notify.wording import named, titled

LONGEST_NOTE = 140


def on_article_drafted(event: ArticleDrafted, fact: Fact) -> None:
    """Whoever gave the answer hears that IT makes official knowledge of it. The draft itself is IT's."""
    if event.answer_id is not None:
        text = "IT is making official knowledge of your answer, and credits you"
        _tell(event.credited_id, "article", event, fact, text, f"/answers/{event.answer_id}")


def on_article_published(event: ArticlePublished, fact: Fact) -> None:
    """The one it credits and the one who now looks after it hear of an article."""
    text = f"Your answer is official knowledge now: {titled(event.title)}"
    _tell(event.credited_id, "article", event, fact, text)
    if event.owner_id != event.credited_id:
        _tell(event.owner_id, "article", event, fact, f"You look after {titled(event.title)} from now on")


def on_review_due(event: ArticleReviewDue, fact: Fact) -> None:
    """The owner hears that an article wants to be read again."""
    _tell(event.owner_id, "review_due", event, fact, f"{titled(event.title)} is due for a review")


def on_article_did_not_work(event: ArticleDidNotWork, fact: Fact) -> None:
    """The owner hears, and nobody else, that an article did not work for a reader; not for whom."""
    note = " ".join((event.note or event.reason).split())[:LONGEST_NOTE]
    text = f"{titled(event.title)} did not work for a colleague" + (f", who says: {named(note)}" if note else "")
    _tell(event.owner_id, "did_not_work", event, fact, text)


def _tell(
    user_id: int | None, reason: str, event: ArticleEvent, fact: Fact, text: str, href: str | None = None
) -> None:
    if user_id is not None and user_id != fact.actor_id:
        tell(user_id, reason, fact.id, text, href or article_href(event.article_id, event.title))
