"""Writing down whose work an imported text is: one attribution a text, changed in its place."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from community.models import Answer, Comment, Question
from knowledge.models import Article
from portal.core.db import session
from portal.core.models import Attribution as AttributionRow
from portal.importers.attribution import Attribution

Credited = type[Question] | type[Answer] | type[Comment] | type[Article]


def credit(model: Credited, told: Mapping[int, Attribution]) -> dict[int, int]:
    """Write the attribution of these texts, by id. Returns the attribution's id for each, to be put into its row."""
    if not told:
        return {}
    rows = session().execute(
        select(model.id, model.attribution_id).where(model.id.in_(told), model.attribution_id.is_not(None))
    )
    there = {row.id: row.attribution_id for row in rows}
    if there:
        session().execute(update(AttributionRow), [{"id": there[one], **_values(told[one])} for one in there])
    new = [one for one in told if one not in there]
    if new:
        statement = insert(AttributionRow).returning(AttributionRow.id, sort_by_parameter_order=True)
        made = session().scalars(statement, [_values(told[one]) for one in new]).all()
        there.update(zip(new, made, strict=True))
    return there


def new_credits(told: list[Attribution]) -> list[int]:
    """Write attributions for texts that are not there yet. Returns their ids in order."""
    if not told:
        return []
    statement = insert(AttributionRow).returning(AttributionRow.id, sort_by_parameter_order=True)
    return list(session().scalars(statement, [_values(one) for one in told]))


def _values(told: Attribution) -> dict[str, Any]:
    return {
        "source_name": told.site_name,
        "source_url": told.site_url,
        "original_url": told.original_url,
        "author_name": told.author_name,
        "author_url": told.author_url,
        "licence_name": told.licence_name,
        "licence_url": told.licence_url,
    }
