"""Bringing in a list of people: looked at first, whatever the spreadsheet wrote, and twice is once."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core.db import release, session
from portal.core.models import Department, FactRow, Role, Site, User
from portal.core.permissions import NotAllowed
from portal.core.refusals import Invalid, NotFound
from portal.people.actions.importing import look_at_list, take_list
from portal.people.csv_files import decode, read_people
from portal.people.import_plan import Outcome, plan_import
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import mails_to, person

Settle = Callable[[], int]


@dataclass(frozen=True)
class Seen:
    """Every line's number and outcome, as a look at the list shows them."""

    outcomes: list[tuple[int, str]]
    says: dict[int, str]


def look(content: bytes | str) -> Seen:
    """What a list would do."""
    text = decode(content) if isinstance(content, bytes) else content
    plan = plan_import(read_people(text))
    release()
    return Seen(
        [(line.line.number, line.outcome.value) for line in plan.lines],
        {line.line.number: line.says for line in plan.lines if line.says},
    )


def send(client: FlaskClient, content: bytes | str, **choices: str) -> str:
    """Send a list, look at it, bring it in; returns what the preview showed."""
    data = content.encode() if isinstance(content, str) else content
    sent = client.post("/admin/import", data={"file": (io.BytesIO(data), "people.csv")})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    preview = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert client.post(sent.headers["Location"], data=choices).status_code == 303
    return preview


def test_a_list_is_looked_at_before_anything_is_done(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")
    sent = adam.post(
        "/admin/import", data={"file": (io.BytesIO(b"email,name\nnew@company.example,New One\n"), "l.csv")}
    )
    page = adam.get(sent.headers["Location"]).get_data(as_text=True)

    assert "Nothing has been done yet" in page
    assert "new@company.example" in page
    assert session().scalar(select(User.id).where(User.email == "new@company.example")) is None


def test_people_departments_and_roles_come_in_and_twice_is_once(cast: Cast, sign_in: SignIn, settle: Settle) -> None:
    adam = sign_in("adam")
    listed = (
        "email,name,department,site,job,role\n"
        "nina@company.example,Nina Kowalska,Warehouse,Hamburg,Picker,\n"
        "ben@company.example,Ben Adu,finance,,,IT analyst\n"
        "zoe@company.example,Zoé Martin-Roy,Warehouse,,Team lead,\n"
    )

    preview = send(adam, listed, invite="1")
    settle()

    assert "New departments: Warehouse." in preview
    nina, ben, zoe = person("nina.kowalska"), person("ben.adu"), person("zoe")
    assert (nina.job, nina.role, nina.invited_at is not None) == ("Picker", Role.EMPLOYEE, True)
    assert (ben.role, ben.department_id) == (Role.ANALYST, person("emma").department_id)
    assert (zoe.name, zoe.job, zoe.department_id, zoe.role) == (
        "Zoé Martin-Roy", "Team lead", nina.department_id, Role.SUPERUSER
    )  # fmt: skip
    assert (len(mails_to("nina@company.example")), len(mails_to("zoe@company.example"))) == (1, 0)

    people, facts = session().scalar(select(func.count(User.id))), session().scalar(select(func.count(FactRow.id)))
    release()
    assert "Nothing would change" in send(adam, listed)
    assert session().scalar(select(func.count(User.id))) == people
    assert session().scalar(select(func.count(FactRow.id))) == facts


def test_without_invitations_nobody_gets_a_mail(cast: Cast, sign_in: SignIn, settle: Settle) -> None:
    send(sign_in("adam"), "email,name\nnina@company.example,Nina\n")
    settle()

    assert mails_to("nina@company.example") == []
    assert person("nina").invited_at is None


def test_a_list_never_removes_and_empty_cells_change_nothing(cast: Cast, sign_in: SignIn) -> None:
    before = person("emma")

    send(sign_in("adam"), "email,name,department,site,job,role\nemma@company.example,Emma Fischer-Roy,,,,\n")

    after = person("emma")
    assert after.name == "Emma Fischer-Roy"
    assert (after.department_id, after.site_id, after.role) == (before.department_id, before.site_id, before.role)
    assert person("otto").disabled_at is None


@pytest.mark.parametrize(
    "content",
    [
        "email;name;department\nj@x.example;Jürgen Groß;Müller\n".encode("utf-8-sig"),
        "email;name;department\r\nj@x.example;Jürgen Groß;Müller\r\n".encode("latin-1"),
        "E-Mail\tFull name\tDept\nj@x.example\tJürgen Groß\tMüller\n".encode(),
        "email,name,department\nj@x.example,Jürgen Groß,Müller\n".encode("utf-16"),
        'department,"first name","last name",mail,shoe size\nMüller,Jürgen,Groß,J@X.Example,44\n'.encode(),
        '\n\n"name","email","department"\n"Jürgen Groß","j@x.example","Müller"\n\n\n'.encode(),
        "email|name|department\nj@x.example|  Jürgen   Groß |Müller".encode("cp1252"),
    ],
)
def test_whatever_the_spreadsheet_wrote_is_understood(content: bytes) -> None:
    (line,) = read_people(decode(content))

    assert line.email.lower() == "j@x.example"
    assert " ".join(line.name.split()) == "Jürgen Groß"
    assert line.department == "Müller"


def test_a_cell_may_hold_separators_and_line_breaks(app: object) -> None:
    seen = read_people('email,name,department\na@x.example,"Groß, Jürgen","Sales,\nNorth"\nb@x.example,B,C\n')

    assert [line.name for line in seen] == ["Groß, Jürgen", "B"]
    assert [line.number for line in seen] == [2, 3]


def test_every_wrong_line_says_why_and_the_others_come_in(cast: Cast, sign_in: SignIn) -> None:
    listed = (
        "email,name,site,role\n"
        "ok@company.example,Olga Kim,,\n"
        "no address,Nobody,,\n"
        "x@company.example,,,\n"
        "y@company.example,Yara,Atlantis,\n"
        "z@company.example,Zed,,wizard\n"
        "w@company.example," + "w" * 61 + ",,\n"
        "OK@company.example,Olga  Kim,,\n"
        "ok@company.example,Somebody Else,,\n"
    )
    seen = look(listed)

    assert seen.outcomes == [
        (2, "new"), (3, "wrong"), (4, "wrong"), (5, "wrong"), (6, "wrong"), (7, "wrong"), (8, "repeated"), (9, "wrong"),
    ]  # fmt: skip
    assert "e-mail address" in seen.says[3]
    assert "Name: Please fill this in." in seen.says[4]
    assert "no site called “Atlantis”" in seen.says[5]
    assert "“wizard” is no role" in seen.says[6]
    assert "at most 60 characters" in seen.says[7]
    assert seen.says[8] == "The same as line 2."
    assert "Line 2 has the same address" in seen.says[9]

    preview = send(sign_in("adam"), listed)
    assert "Atlantis" in preview
    assert person("olga.kim").name == "Olga Kim"
    assert session().scalar(select(Site.id).where(Site.name == "Atlantis")) is None


def test_the_last_administrator_is_not_demoted_by_a_list(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")
    send(adam, "email,name,role\nadam@company.example,Adam Novak,employee\nemma@company.example,Emma Roy,\n")

    assert person("adam").role is Role.ADMINISTRATOR
    assert person("emma").name == "Emma Roy"
    assert "Nobody else could look after the portal" in adam.get("/admin").get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "should name the columns"),
        (b"name,department\nEmma,IT\n", "called “email”"),
        (b"email,department\na@x.example,IT\n", "no column called"),
        (b"PK\x03\x04\x00\x00\x00", "not a text file"),
        (b'email,name\n"a@x.example,' + b"x" * 140_000, "cannot be read as CSV"),
        (b"email,name\n" + b"a@x.example,A\n" * 5_001, "At most 5,000"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(cast: Cast, sign_in: SignIn, content: bytes, says: str) -> None:
    response = sign_in("adam").post("/admin/import", data={"file": (io.BytesIO(content), "list.xlsx")})

    assert response.status_code == 422
    assert says in response.get_data(as_text=True)


def test_hostile_cells_are_only_text(cast: Cast, sign_in: SignIn) -> None:
    preview = send(sign_in("adam"), 'email,name,job\nx@company.example,<img src=x onerror=alert(1)>,"=cmd|calc"\n')

    assert "<img src=x" not in preview
    assert person("img.src.x.onerror.alert.1").job == "=cmd|calc"


def test_a_list_is_its_owners_alone_and_only_administrators_send_any(cast: Cast, sign_in: SignIn) -> None:
    token = take_list(cast["adam"], "list.csv", b"email,name\na@x.example,A\n")

    with pytest.raises(NotAllowed):
        take_list(cast["ana"], "list.csv", b"email,name\na@x.example,A\n")
    with pytest.raises(NotAllowed):
        look_at_list(cast["ana"], token)
    with pytest.raises(NotFound):
        look_at_list(cast["adam"], token + "x")
    assert look_at_list(cast["adam"], token)[0] == "list.csv"
    take_list(cast["adam"], "newer.csv", b"email,name\na@x.example,A\n")
    with pytest.raises(NotFound):
        look_at_list(cast["adam"], token)
    with pytest.raises(Invalid):
        take_list(cast["adam"], "list.csv", b"nothing")


def test_the_list_is_in_the_log_once(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")
    send(adam, "email,name\n" + "".join(f"p{n}@company.example,Person {n}\n" for n in range(120)))

    imported = session().scalars(select(FactRow).where(FactRow.kind == "people_imported")).one()
    assert (imported.payload["added"], imported.payload["changed"]) == (120, 0)
    assert session().scalar(select(func.count(User.id)).where(User.handle.startswith("person."))) == 120
    assert session().scalar(select(func.count(Department.id))) == 3
    assert Outcome.NEW.value == "new"
