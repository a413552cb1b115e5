"""Small dumps for the tests: the ones kept beside them, and ones written on the spot."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import quoteattr

from portal.importers.stackexchange.kinds import Table

FIXTURES = Path(__file__).parent / "fixtures"
BEANS = FIXTURES / "beans.stackexchange.com-2020-01"
OLD_FORMAT = FIXTURES / "old-format"

Row = dict[str, object]
_TIME = "2018-03-01T08:00:00.000"


def write_dump(folder: Path, **tables: Iterable[Row]) -> Path:
    """A dump with these tables, named in lower case: `posts=[...]`. There always are posts, perhaps none."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {table.value.lower(): table for table in Table}
    for name in {"posts", *tables}:
        rows = "".join(row_xml(row) for row in tables.get(name, ()))
        (folder / f"{names[name]}.xml").write_text(
            f'<?xml version="1.0" encoding="utf-8"?>\n<{name}>\n{rows}</{name}>\n', encoding="utf-8"
        )
    return folder


def row_xml(row: Row) -> str:
    return "  <row " + " ".join(f"{name}={quoteattr(str(value))}" for name, value in row.items()) + " />\n"


def question(number: int, owner: int | None = 1, **more: object) -> Row:
    return _post({"Id": number, "PostTypeId": 1, "Title": f"Question {number}", "Tags": "<a>"}, owner, more)


def answer(number: int, to: int, owner: int | None = 2, **more: object) -> Row:
    return _post({"Id": number, "PostTypeId": 2, "ParentId": to}, owner, more)


def _post(post: Row, owner: int | None, more: Row) -> Row:
    owned: Row = {} if owner is None else {"OwnerUserId": owner}
    return {**post, **owned, "CreationDate": _TIME, "LastActivityDate": _TIME, "Score": 0, "Body": "", **more}


def vote(number: int, post: int, kind: int, day: str = "2018-03-02", **more: object) -> Row:
    return {"Id": number, "PostId": post, "VoteTypeId": kind, "CreationDate": f"{day}T00:00:00.000", **more}


def votes(start: int, post: int, kind: int, times: int, day: str = "2018-03-02") -> list[Row]:
    return [vote(start + n, post, kind, day) for n in range(times)]


def user(number: int, reputation: int = 1, **more: object) -> Row:
    return {"Id": number, "Reputation": reputation, "CreationDate": _TIME, "DisplayName": f"User {number}", **more}
