"""The badges an administrator designed, beside those Questboard comes with, and which of all are in use."""

from collections.abc import Mapping

from sqlalchemy import select

from gamification.catalogue import Badge, Counting, Kind, catalogue
from gamification.engine.badges import Tier
from gamification.models import BadgeDesign
from portal.core.db import session
from portal.core.play import play


def as_badge(design: BadgeDesign) -> Badge:
    """A design as a badge like any other."""
    criterion = dict(design.criterion or {})
    counts = criterion.pop("counts", None)
    return Badge(
        id=design.id,
        name=design.name,
        glyph=design.picture,
        kind=Kind.OWN,
        tier=Tier(design.tier),
        says=design.says,
        counts=Counting(counts) if counts else None,
        **criterion,
    )


def every_badge() -> Mapping[str, Badge]:
    """Every badge that somebody may have, retired ones too."""
    designs = session().scalars(select(BadgeDesign).order_by(BadgeDesign.at, BadgeDesign.id))
    return catalogue() | {design.id: as_badge(design) for design in designs}


def badges_in_use() -> Mapping[str, Badge]:
    """The badges that can be earned now."""
    retired = set(session().scalars(select(BadgeDesign.id).where(BadgeDesign.retired_at.is_not(None))))
    off = play().badges_off
    return {
        name: badge
        for name, badge in every_badge().items()
        if not badge.waits_for and name not in off and name not in retired
    }
