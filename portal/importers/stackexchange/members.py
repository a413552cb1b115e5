"""Members of an imported site: people who wrote here without ever coming here. They cannot sign in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from portal.core.db import session, transaction
from portal.core.markup import render
from portal.core.models import PointsVisibility, Role, User, sortable
from portal.importers.remembering import Memory, batches, digest
from portal.importers.stackexchange.content import body_markdown, user_name
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import UserRow
from portal.importers.stackexchange.tallying import Written

KIND = "user"
ABOUT = 500
FORMER = "former"
GONE_NAME = "A former member"


def import_members(dump: Dump, memory: Memory, key: str, links: SiteLinks, written: Written) -> dict[int, int]:
    """Write every member; `key` starts their handles. Returns our ids by theirs, with 0 for all who are gone."""
    there: set[int] = set()
    for batch in batches(dump.users()):
        there.update(row.id for row in batch)
        with transaction():
            _write(batch, memory, key, links, written)
    with transaction():
        former = _former(key)
    ours = memory.local_ids(KIND)
    return {**{number: ours[number] for number in there}, 0: former}


def _write(batch: Sequence[UserRow], memory: Memory, key: str, links: SiteLinks, written: Written) -> None:
    unique = {str(row.id): row for row in batch}
    known = memory.find(KIND, list(unique))
    new: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    changed: list[dict[str, Any]] = []
    digests: dict[int, str] = {}
    same = []
    for source_key, row in unique.items():
        values = _values(row, links)
        digested = digest(values)
        found = known.get(source_key)
        if found is None:
            handle = f"{key}-{row.id}" if row.id >= 0 else f"{key}-site{-row.id}"
            new.append({**values, **_ROLE, "handle": handle})
            names[handle] = source_key
        elif found.digest != digested:
            changed.append({**values, "id": found.local_id, "disabled_at": None})
            digests[found.id] = digested
        else:
            same.append(found)
    if new:
        session().execute(insert(User), new)
        rows = session().execute(select(User.handle, User.id).where(User.handle.in_(names)))
        ids = {row.handle: row.id for row in rows}
        by_handle = {one["handle"]: one for one in new}
        memory.add(KIND, {names[h]: (ids[h], digest(_only_values(by_handle[h]))) for h in names})
    if changed:
        session().execute(update(User), changed)
    memory.changed(digests)
    memory.seen(same)
    written.new["users"] += len(new)
    written.changed["users"] += len(changed)
    written.unchanged["users"] += len(same)


_ROLE: dict[str, Any] = {
    "role": Role.EMPLOYEE,
    "is_imported": True,
    "points_visibility": PointsVisibility.PUBLIC,
    "reputation": 0,
    "level": 1,
}


def _only_values(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _ROLE and name != "handle"}


def _values(row: UserRow, links: SiteLinks) -> dict[str, Any]:
    about = render(body_markdown(row.about, links)).text if row.about else ""
    name = user_name(row)
    return {
        "name": name,
        "sort_name": sortable(name),
        "joined_at": row.created,
        "seen_at": row.last_seen,
        "about": about[:ABOUT],
    }


def _former(key: str) -> int:
    """The one who stands for every author whose account is gone; each text names its own author beside it."""
    handle = f"{key}-{FORMER}"
    found = session().scalar(select(User.id).where(User.handle == handle))
    if found is not None:
        return found
    user = User(
        handle=handle,
        name=GONE_NAME,
        joined_at=datetime(2008, 1, 1, tzinfo=UTC),
        **{**_ROLE, "points_visibility": PointsVisibility.OFF},
    )
    session().add(user)
    session().flush()
    return user.id


def retire_gone_members(memory: Memory, now: datetime, written: Written) -> None:
    """Members the source no longer has are nobody here: their name goes, and what they wrote is credited as it says."""
    for batch in memory.gone(KIND):
        with transaction():
            session().execute(
                update(User)
                .where(User.id.in_([one.local_id for one in batch]))
                .values(name=GONE_NAME, sort_name=sortable(GONE_NAME), about="", disabled_at=now)
            )
            memory.hollow(batch)
            written.gone["users"] += len(batch)
