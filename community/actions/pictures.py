"""Putting a picture into the portal, to be put into a post."""

from pathlib import Path

from community.limits import heed_pictures
from community.models import Picture
from portal.core import clock
from portal.core.db import insert_once, transaction
from portal.core.images import StoredImage, store
from portal.core.permissions import Actor, Permission, require


def upload_picture(actor: Actor, data: bytes, folder: Path) -> StoredImage:
    """Draw a picture anew into `folder`, and let `actor` use it. The same one twice is once.

    Raises ImageRefused for what is no picture we can show, and TooMany beyond a day's pictures. Drawing takes its time
    and is done between two short transactions, so that nobody waits for it.
    """
    require(Permission.UPLOAD, actor)
    with transaction():
        heed_pictures(actor)
    image = store(data, folder)
    with transaction():
        insert_once(
            Picture,
            name=image.name,
            owner_id=actor.id,
            media_type=image.media_type,
            width=image.width,
            height=image.height,
            byte_size=image.byte_size,
            at=clock.now(),
        )
    return image
