"""Lists of people as spreadsheets write them: whatever the separator, the alphabet, the order and names of columns."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from portal.core.refusals import Invalid

MOST_LINES: Final = 5_000
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "email": frozenset({"email", "mail", "emailaddress", "mailaddress", "upn", "userprincipalname"}),
    "name": frozenset({"name", "fullname", "displayname", "person", "employee"}),
    "first_name": frozenset({"firstname", "givenname", "forename"}),
    "last_name": frozenset({"lastname", "surname", "familyname"}),
    "department": frozenset({"department", "dept", "team", "division"}),
    "site": frozenset({"site", "location", "office", "plant"}),
    "job": frozenset({"job", "jobtitle", "title", "position"}),
    "role": frozenset({"role"}),
}
"""What a column may be called, in small letters alone."""


@dataclass(frozen=True)
class PersonLine:
    """A line of the list as it was written. `number` counts as a spreadsheet does: the header is line 1."""

    number: int
    email: str
    name: str
    department: str = ""
    site: str = ""
    job: str = ""
    role: str = ""


def decode(content: bytes) -> str:
    """A file's text: by its byte order mark, else UTF-8, else the alphabet of Western spreadsheets. Raises Invalid."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").lstrip("\ufeff")
    if b"\x00" in content:
        raise Invalid({"file": "This is not a text file. Please save the list as CSV and send that."})
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Windows-1252 is Latin-1 with quotes and the euro where Latin-1 has nothing that anybody writes
        return content.decode("cp1252", errors="replace")


def read_people(text: str) -> list[PersonLine]:
    """The lines of a list. Raises Invalid where the file as a whole cannot be read."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t|", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = next((row for row in rows if any(cell.strip() for cell in row)), [])
        columns = _columns_of(header)
        return list(_lines(rows, columns))
    except csv.Error as problem:
        raise Invalid({"file": f"Line {rows.line_num} cannot be read as CSV ({problem})."}) from None


def _columns_of(header: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, title in enumerate(header):
        plain = "".join(c for c in title.casefold() if c.isalpha())
        for column, names in _COLUMNS.items():
            if plain in names:
                columns.setdefault(column, index)
    if "email" not in columns:
        raise Invalid({"file": "The first line should name the columns, and one of them should be called “email”."})
    if "name" not in columns and "last_name" not in columns:
        raise Invalid({"file": "There is no column called “name”, nor “first name” and “last name”."})
    return columns


def _lines(rows: Iterator[list[str]], columns: Mapping[str, int]) -> Iterator[PersonLine]:
    # a cell may hold line breaks; the number shown is that of the row in a spreadsheet
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if number > MOST_LINES + 1:
            raise Invalid({"file": f"At most {MOST_LINES:,} people at a time, please. Split the list in two."})
        cells = {column: row[index].strip() if index < len(row) else "" for column, index in columns.items()}
        whole = cells.pop("name", "")
        parts = " ".join(part for part in (cells.pop("first_name", ""), cells.pop("last_name", "")) if part)
        yield PersonLine(number=number, name=whole or parts, **cells)
