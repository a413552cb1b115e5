"""The administrator's pages: people, places, tools, and who may enter them."""

import pytest
from sqlalchemy import select

from portal.core.db import release, session
from portal.core.models import Application, Department, Role, Site
from portal.core.permissions import NotAllowed
from portal.people.actions import company
from portal.people.forms import DepartmentDraft
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import person

PAGES = (
    "/admin",
    "/admin/invite",
    "/admin/people/emma",
    "/admin/import",
    "/admin/departments",
    "/admin/sites",
    "/admin/applications",
    "/admin/applications/1",
    "/admin/log",
    "/admin/mails",
    "/admin/deliveries",
)
WRITES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/admin/invite", {"email": "x@company.example", "name": "X"}),
    ("/admin/people/emma/role", {"role": "administrator"}),
    ("/admin/people/emma/disable", {}),
    ("/admin/people/emma/enable", {}),
    ("/admin/people/emma/invite", {}),
    ("/admin/departments", {"name": "Mischief"}),
    ("/admin/departments/1", {"name": "Mischief"}),
    ("/admin/departments/1/retire", {}),
    ("/admin/sites/1/restore", {}),
    ("/admin/deliveries/retry", {}),
)


@pytest.mark.parametrize("address", PAGES)
def test_only_administrators_enter_the_administration(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in("adam").get(address).status_code == 200
    assert [sign_in(who).get(address).status_code for who in ("emma", "sam", "ana")] == [403, 403, 403]


def test_nobody_else_changes_anything_there(cast: Cast, sign_in: SignIn) -> None:
    for address, form in WRITES:
        for who in ("emma", "sam", "ana"):
            assert sign_in(who).post(address, data=form).status_code == 403, (who, address)
    assert person("emma").role is Role.EMPLOYEE
    assert person("emma").disabled_at is None
    assert "Mischief" not in names(Department)


def names(kind: type[Department] | type[Site] | type[Application]) -> list[str]:
    """The names of all departments, sites or applications."""
    found = list(session().scalars(select(kind.name).order_by(kind.name)))
    release()
    return found


def test_the_list_is_filtered_by_state_and_by_a_piece_of_the_address(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")
    adam.post("/admin/people/otto/disable")
    adam.post("/admin/invite", data={"email": "nina@elsewhere.example", "name": "Nina", "role": "superuser"})

    def listed(query: str) -> list[str]:
        page = adam.get(f"/admin?{query}").get_data(as_text=True)
        return [handle for handle in (*cast.actors, "nina") if f'href="/admin/people/{handle}"' in page]

    assert listed("state=disabled") == ["otto"]
    assert listed("state=invited") == ["nina"]
    assert listed("q=elsewhere") == ["nina"]
    assert listed("role=superuser") == ["sam", "zoe", "nina"]
    assert "otto" not in listed("")


def test_an_invitation_that_cannot_be_sent_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("adam").post(
        "/admin/invite", data={"email": "emma@company.example", "name": "Emma Again", "role": "analyst"}
    )
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert "belongs to @emma already" in page
    assert 'value="Emma Again"' in page
    assert 'value="analyst" checked' in page


def test_the_last_administrator_reads_why_it_cannot_be(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")

    for address, form in (("/admin/people/adam/role", {"role": "employee"}), ("/admin/people/adam/disable", {})):
        assert adam.post(address, data=form).status_code == 303
        assert "Nobody else could look after the portal" in adam.get("/admin/people/adam").get_data(as_text=True)
    assert person("adam").role is Role.ADMINISTRATOR


def test_what_was_done_about_a_person_stands_on_their_account(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")
    adam.post("/admin/people/emma/role", data={"role": "superuser"})
    page = adam.get("/admin/people/emma").get_data(as_text=True)

    assert "changed the role of" in page
    assert "from Employee to Superuser" in page


PORTO = {"name": "Porto", "country": "pt", "timezone": "Europe/Lisbon", "opens": "08:30", "closes": "17:30"}


@pytest.mark.parametrize(
    ("shelf", "kind", "form"),
    [
        ("departments", Department, {"name": "Brewing"}),
        ("sites", Site, PORTO),
        ("applications", Application, {"name": "CalTrack 2", "description": "Benches", "is_critical": "1"}),
    ],
)
def test_places_and_tools_are_added_renamed_retired_and_brought_back(
    cast: Cast, sign_in: SignIn, shelf: str, kind: type[Department], form: dict[str, str]
) -> None:
    adam = sign_in("adam")
    assert adam.post(f"/admin/{shelf}", data=form).status_code == 303
    part = session().scalars(select(kind).where(kind.name == form["name"])).one()
    release()
    address = f"/admin/{shelf}/{part.id}"
    assert f'value="{form["name"]}"' in adam.get(address).get_data(as_text=True)

    again = adam.post(f"/admin/{shelf}", data={**form, "name": form["name"].upper()})
    assert (again.status_code, "already" in again.get_data(as_text=True)) == (422, True)
    assert adam.post(address, data={**form, "name": "Renamed"}).status_code == 303
    assert "Renamed" in names(kind)

    for _ in range(2):
        assert adam.post(f"{address}/retire").status_code == 303
    assert session().scalars(select(kind.retired_at).where(kind.id == part.id)).one() is not None
    release()
    assert adam.post(f"{address}/restore").status_code == 303
    assert session().scalars(select(kind.retired_at).where(kind.id == part.id)).one() is None
    assert adam.get(f"/admin/{shelf}/99999").status_code == 404
    assert adam.post(f"/admin/{shelf}/99999/retire").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "n" * 81), ("country", "Portugal"), ("timezone", "Nowhere/Land"), ("opens", "25:00")],
)
def test_a_site_that_cannot_be_is_shown_again(cast: Cast, sign_in: SignIn, field: str, value: str) -> None:
    form = {"name": "Lagos", "country": "NG", "timezone": "Africa/Lagos", "opens": "08:00", "closes": "16:00"}

    response = sign_in("adam").post("/admin/sites", data={**form, field: value})

    assert response.status_code == 422
    assert names(Site) == ["Hamburg"]
    assert 'value="16:00"' in response.get_data(as_text=True)


def test_an_application_keeps_its_address_when_it_is_renamed(cast: Cast, sign_in: SignIn) -> None:
    adam = sign_in("adam")
    vpn = session().scalars(select(Application).where(Application.slug == "vpn")).one()
    release()

    adam.post(f"/admin/applications/{vpn.id}", data={"name": "The tunnel"})

    assert session().scalars(select(Application.slug).where(Application.name == "The tunnel")).one() == "vpn"


def test_suspended_administrators_administer_nothing(cast: Cast) -> None:
    from dataclasses import replace

    with pytest.raises(NotAllowed):
        company.add_department(replace(cast["adam"], is_suspended=True), DepartmentDraft(name="Mischief"))
