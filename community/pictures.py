"""Pictures in posts: which question a picture stands in decides who may see it."""

import re

from sqlalchemy import select

from community.models import Picture, PictureUse
from portal.core.db import insert_once, session

_USED = re.compile(r"/uploads/([0-9a-f]{16,64}\.(?:png|jpg|jpeg|webp|gif))")


def claim_pictures(question_id: int, owner_id: int, source: str) -> None:
    """Let the pictures of `owner_id` that stand in `source` be seen by the readers of this question."""
    names = set(_USED.findall(source))
    if not names:
        return
    own = session().scalars(select(Picture.name).where(Picture.name.in_(names), Picture.owner_id == owner_id))
    for name in own:
        insert_once(PictureUse, name=name, question_id=question_id)
