"""How an article is told about in facts."""

from typing import Any

from knowledge.models import Article


def about_article(article: Article) -> dict[str, Any]:
    """The fields every fact about `article` has."""
    return {
        "article_id": article.id,
        "title": article.title,
        "author_id": article.author_id,
        "owner_id": article.owner_id,
        "credited_id": article.credited_id,
        "answer_id": article.answer_id,
        "application_id": article.application_id,
        "tags": article.tag_names,
    }
