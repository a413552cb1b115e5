"""What people choose for themselves, and the faces others see."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import Application, Department, PointsVisibility, Site, Theme, User
from portal.people.actions.accounts import disable_person, suspend_person
from portal.people.forms import SuspensionDraft
from portal.people.handles import plain
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import person

SIXTY = "Wolfeschlegelsteinhausenbergerdorff-Żółkiewska von der Leine"
PROFILE = {
    "name": "Emma Fischer",
    "job": "Accountant",
    "about": "Ask me about\nclosing the month.",
    "reach_me": "ext. 4711",
}


def ids(kind: type[Department] | type[Site] | type[Application]) -> dict[str, str]:
    """The ids of departments, sites or applications by name, as a form sends them."""
    found = {row.name: str(row.id) for row in session().execute(select(kind.id, kind.name))}
    release()
    return found


def test_a_profile_is_kept_and_shown(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    sent = {
        **PROFILE,
        "department_id": ids(Department)["Logistics"],
        "site_id": ids(Site)["Hamburg"],
        "device": "ThinkPad T14",
        "timezone": "Europe/Lisbon",
        "languages": ["de", "pt"],
        "application_ids": [ids(Application)["VPN"]],
    }

    assert emma.post("/settings", data=sent).status_code == 303

    form = emma.get("/settings").get_data(as_text=True)
    for shown in ("Accountant", "ThinkPad T14", "ext. 4711"):
        assert f'value="{shown}"' in form
    assert len(re.findall(r'name="(?:languages|application_ids)"[^>]* checked', form)) == 3
    face = sign_in("otto").get("/people/emma").get_data(as_text=True)
    for shown in ("Accountant, Logistics", "Hamburg", "Europe/Lisbon", "Deutsch, Português", "ext. 4711", "VPN"):
        assert shown in face
    assert "ThinkPad" not in face


def test_what_cannot_be_taken_is_shown_again_as_it_was_typed(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    vpn = ids(Application)["VPN"]

    response = emma.post(
        "/settings",
        data={**PROFILE, "name": " \u200b ", "job": "x" * 81, "timezone": "Mars/Olympus", "site_id": "999",
              "languages": ["de", "xx"], "application_ids": [vpn]},
    )  # fmt: skip
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert page.count("Please choose") >= 2
    assert "Please fill this in." in page
    assert "at most 80 characters" in page
    assert "closing the month." in page
    assert f'value="{vpn}" checked' in page
    assert person("emma").job == ""


@pytest.mark.parametrize("wrong", [{"site_id": "999"}, {"department_id": "999"}, {"application_ids": ["999"]}])
def test_only_places_and_tools_that_exist_can_be_chosen(cast: Cast, sign_in: SignIn, wrong: dict[str, object]) -> None:
    assert sign_in("emma").post("/settings", data={**PROFILE, **wrong}).status_code == 422


def test_a_retired_department_stays_with_who_is_in_it_and_is_offered_to_nobody_else(
    cast: Cast, sign_in: SignIn
) -> None:
    with transaction() as opened:
        opened.execute(update(Department).where(Department.name == "Finance").values(retired_at=clock.now()))
    finance = ids(Department)["Finance"]

    assert "Finance" in sign_in("emma").get("/settings").get_data(as_text=True)
    assert sign_in("emma").post("/settings", data={**PROFILE, "department_id": finance}).status_code == 303
    assert "Finance" not in sign_in("otto").get("/settings").get_data(as_text=True)
    assert sign_in("otto").post("/settings", data={**PROFILE, "department_id": finance}).status_code == 422


def test_points_are_private_until_somebody_chooses(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    assert person("emma").points_visibility is PointsVisibility.PRIVATE

    assert emma.post("/settings/points", data={"visibility": "public"}).status_code == 303
    assert person("emma").points_visibility is PointsVisibility.PUBLIC
    assert emma.post("/settings/points", data={"visibility": "loud"}).status_code in (404, 422)
    assert person("emma").points_visibility is PointsVisibility.PUBLIC


def test_a_level_is_on_a_page_only_where_its_person_is_public(cast: Cast, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle.in_(["emma", "otto"])).values(level=3, reputation=250))
    sam = sign_in("sam")

    assert "Guide" in sam.get("/people/otto").get_data(as_text=True)
    private = sam.get("/people/emma").get_data(as_text=True)
    assert "Guide" not in private
    assert "250" not in private


def test_the_theme_is_chosen_on_any_page_and_one_stays_there(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")

    response = emma.post("/settings/theme", data={"theme": "dark"}, headers={"Referer": "http://localhost/people?q=x"})

    assert response.headers["Location"] == "/people?q=x"
    assert person("emma").theme is Theme.DARK
    assert 'data-theme="dark"' in emma.get("/people").get_data(as_text=True)
    away = emma.post("/settings/theme", data={"theme": "light"}, headers={"Referer": "https://evil.example/people"})
    assert away.headers["Location"] == "/settings/look"


def test_the_directory_finds_colleagues_by_name_department_and_role(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")

    def found(query: str) -> list[str]:
        page = emma.get(f"/people?{query}").get_data(as_text=True)
        return [handle for handle in cast.actors if f'c-person-chip__name" href="/people/{handle}"' in page]

    assert found("q=zoe") == ["zoe"]
    assert found("q=MARTIN") == ["zoe"]
    assert found("role=analyst") == ["ana", "ivan"]
    assert found(f"department={ids(Department)['Finance']}") == ["emma", "sam"]
    assert found("q=%25") == []
    assert found("role=wizard&department=x") == list(cast.actors)
    disable_person(cast["adam"], cast["otto"].id)
    assert found("q=otto") == []


def test_the_directory_is_walked_page_by_page_and_misses_nobody(cast: Cast, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.add_all(
            User(handle=f"p{n}", name=("山田" * 30)[:58] + f"{n:02}", joined_at=clock.now()) for n in range(45)
        )
    emma, address, seen = sign_in("emma"), "/people?q=", []

    while address:
        page = emma.get(address).get_data(as_text=True)
        seen += [part.split('"')[0] for part in page.split('c-person-chip__name" href="/people/')[1:]]
        more = page.split('href="/people?')[-1].split('"')[0] if 'rel="next"' in page else ""
        address = f"/people?{more}".replace("&amp;", "&") if more else ""

    assert len(seen) == 52
    assert len(set(seen)) == 52


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "\u202eevil\u202c name",
        "Em\u200bma\u2066 Fi\u00adscher",
        "محمد الأمين",
        SIXTY,
        "{{ 7*7 }}",
        "O'Brien & Søns",
    ],
)
def test_hostile_and_unusual_names_are_shown_as_names(cast: Cast, sign_in: SignIn, name: str) -> None:
    emma = sign_in("emma")
    assert emma.post("/settings", data={**PROFILE, "name": name}).status_code == 303

    for address in ("/people/emma", "/people", "/settings"):
        page = sign_in("ana").get(address) if address != "/settings" else emma.get(address)
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert not set(text) & set("\u202e\u202c\u2066\u200b\u00ad")
    assert len(person("emma").name) <= 60


def test_a_name_of_sixty_one_letters_is_too_long(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("emma").post("/settings", data={**PROFILE, "name": "n" * 61}).status_code == 422


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Zoé Müller-Łoś", "zoe.muller-los"),
        ("Jean-François d'Arc", "jean-francois.darc"),
        ("  Ana  ", "ana"),
        ("Straße Øre", "strasse.ore"),
        ("山田", ""),
        ("<script>", "script"),
        ("x" * 60, "x" * 34),
    ],
)
def test_a_name_becomes_a_handle(name: str, handle: str) -> None:
    assert plain(name) == handle


def test_somebody_who_left_is_still_named_and_nobody_is_led_to_act_on_imported_authors(
    cast: Cast, sign_in: SignIn
) -> None:
    with transaction() as opened:
        opened.add(User(handle="brewer", name="Old Brewer", is_imported=True, joined_at=clock.now()))
    disable_person(cast["adam"], cast["otto"].id)
    ana = sign_in("ana")

    assert "No longer here." in ana.get("/people/otto").get_data(as_text=True)
    imported = ana.get("/people/brewer").get_data(as_text=True)
    assert "Not a colleague." in imported
    assert "/people/brewer/suspend" not in imported
    assert ana.get("/people/brewer/suspend").status_code == 404
    assert ana.get("/people/nobody").status_code == 404


def test_only_it_and_the_person_see_that_somebody_is_suspended(cast: Cast, sign_in: SignIn) -> None:
    suspend_person(cast["ana"], cast["emma"].id, SuspensionDraft(days=3, reason="Insulting colleagues."))

    def sees_it(handle: str) -> bool:
        return "Suspended" in sign_in(handle).get("/people/emma").get_data(as_text=True)

    assert [sees_it(handle) for handle in ("ana", "adam", "emma", "sam")] == [True, True, True, False]


def test_an_analyst_suspends_from_the_page_and_typing_nothing_loses_nothing(cast: Cast, sign_in: SignIn) -> None:
    ana: FlaskClient = sign_in("ana")
    assert "/people/emma/suspend" in ana.get("/people/emma").get_data(as_text=True)
    assert "/people/emma/suspend" not in sign_in("sam").get("/people/emma").get_data(as_text=True)

    refused = ana.post("/people/emma/suspend", data={"days": "14", "reason": "rude"})
    assert refused.status_code == 422
    assert 'value="14" selected' in refused.get_data(as_text=True)
    assert 'value="rude"' in refused.get_data(as_text=True)
    assert ana.post("/people/emma/suspend", data={"days": "14", "reason": "Rude to Otto, twice."}).status_code == 303
    assert ana.post("/people/emma/lift").status_code == 303
    assert person("emma").suspended_until is None
