"""Who wrote an article: its co-authors by their share of the final text."""

from collections import Counter
from difflib import SequenceMatcher

from sqlalchemy import select

from knowledge.models import Article, ArticleRevision
from knowledge.rules import library_rules
from knowledge.writing import PARTS
from portal.core.db import session

MOST_WORDS = 4_000


def co_authors(article: Article) -> list[int]:
    """The people, beside the author and the one credited, who wrote at least a fifth of the final text; most first.

    Each word belongs to whoever brought it in, following it from revision to revision.
    """
    revisions = session().scalars(
        select(ArticleRevision).where(ArticleRevision.article_id == article.id).order_by(ArticleRevision.number)
    )
    words: list[str] = []
    owners: list[int] = []
    for revision in revisions:
        later = " ".join(getattr(revision, f"{part}_source") for part in PARTS).split()[:MOST_WORDS]
        moved: list[int] = []
        matcher = SequenceMatcher(a=words, b=later, autojunk=False)
        for kind, start, end, new_start, new_end in matcher.get_opcodes():
            moved += owners[start:end] if kind == "equal" else [revision.editor_id] * (new_end - new_start)
        words, owners = later, moved
    rules = library_rules().credit
    known = {article.author_id, article.credited_id}
    return [
        person
        for person, count in Counter(owners).most_common()
        if person not in known and count >= rules.co_author_share * len(owners)
    ][: rules.most_co_authors]
