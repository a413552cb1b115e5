"""The addresses of the library."""

from portal.core.markup import slugify


def article_href(article_id: int, title: str) -> str:
    """An article's page: /knowledge/7/reset-the-vpn-profile."""
    return f"/knowledge/{article_id}/{slugify(title)}"
