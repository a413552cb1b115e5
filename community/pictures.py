"""Pictures in posts. Where a picture stands decides who may see it; until it stands anywhere, its owner alone does."""

import re
from collections.abc import Callable

from sqlalchemy import or_, select

from community.finding import in_sight, readable
from community.models import Answer, Picture, PictureUse, Question
from portal.core.db import insert_once, session
from portal.core.image_names import is_image_name
from portal.core.permissions import Actor

OF_QUESTION = 0
"""Stands for the question itself where answers are named by their ids."""

_USED = re.compile(r"/uploads/([0-9a-z]{16,72}\.[a-z]{3,4})")

ElsewhereToo = Callable[[Actor, str], bool]
_elsewhere: list[ElsewhereToo] = []


def claim_pictures(question_id: int, answer_id: int, owner_id: int, source: str) -> None:
    """Let the pictures of `owner_id` that stand in `source` be seen by whoever may read the post it is the text of."""
    names = {name for name in _USED.findall(source) if is_image_name(name)}
    if not names:
        return
    own = session().scalars(select(Picture.name).where(Picture.name.in_(names), Picture.owner_id == owner_id))
    for name in sorted(own):
        insert_once(PictureUse, name=name, question_id=question_id, answer_id=answer_id)


def may_see_picture(actor: Actor, name: str) -> bool:
    """Whether a picture of this name stands somewhere `actor` may read, or is one of theirs."""
    if not is_image_name(name):
        return False
    own = select(Picture.name).where(Picture.name == name, Picture.owner_id == actor.id)
    seen = in_sight(Answer) | (Answer.author_id == actor.id) if not actor.is_analyst else Answer.id.is_not(None)
    stands = (
        select(PictureUse.name)
        .join(Question, Question.id == PictureUse.question_id)
        .outerjoin(Answer, Answer.id == PictureUse.answer_id)
        .where(PictureUse.name == name, readable(actor), or_(PictureUse.answer_id == OF_QUESTION, seen))
    )
    found = session().scalar(own.union_all(stands).limit(1))
    return found is not None or any(shows(actor, name) for shows in _elsewhere)


def show_elsewhere_too(rule: ElsewhereToo | None) -> None:
    """Let a higher room say that a picture stands where `actor` may read; None forgets them all. For the wiring."""
    if rule is None:
        _elsewhere.clear()
    else:
        _elsewhere.append(rule)
