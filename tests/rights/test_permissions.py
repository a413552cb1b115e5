"""Every permission, asked of everybody about everything, says what its table says."""

from itertools import groupby

from portal.core.permissions import Permission, may
from tests.rights.people import PEOPLE, THINGS, Person, Thing
from tests.rights.tables import lines

_WIDTHS = (17, 11, *(max(len(name), 3) for name in PEOPLE), 7)


def _row(permission: Permission, state: str) -> str:
    thing = THINGS[state]
    answers = [_asked_of(person, permission, thing, paused=False) for person in PEOPLE.values()]
    while_paused = [_asked_of(person, permission, thing, paused=True) for person in PEOPLE.values()]
    left = "as ever" if while_paused == answers else "some" if any(while_paused) else "-"
    cells = [permission.name, state, *("yes" if answer else "-" for answer in answers), left]
    return " ".join(f"{cell:{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def _asked_of(person: Person, permission: Permission, thing: Thing, *, paused: bool) -> bool:
    return may(permission, person.actor(paused=paused), person.their(thing))


def _of(line: str) -> tuple[str, str]:
    return line[:17].strip(), line[18:29].strip()


def test_every_permission_says_what_the_table_says() -> None:
    table = list(lines("permissions.txt"))
    assert [_row(Permission[name], state) for name, state in map(_of, table)] == table


def test_every_permission_is_in_the_table_once() -> None:
    named = [name for name, _ in groupby(map(_of, lines("permissions.txt")), key=lambda row: row[0])]
    assert named == [permission.name for permission in Permission]
