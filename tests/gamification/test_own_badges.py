"""Badges an administrator designs, gives and takes back; and which badges can be earned at all."""

import pytest
from sqlalchemy import select

from gamification.actions.badges import design_badge, give_badge, retire_badge, withdraw_badge
from gamification.actions.switches import turn_badge
from gamification.catalogue import catalogue
from gamification.forms import AwardDraft, DesignDraft
from gamification.licences import end_licence, grant_licence, rank_in_use
from gamification.models import BadgeAward
from gamification.proving import prove
from gamification.standings import review_everybodys_badges
from portal.core.db import session
from portal.core.permissions import NotAllowed
from portal.core.refusals import Invalid, NotFound
from tests.gamification.test_recognition import colleagues, write_lines
from tests.support.cast import Cast
from tests.support.house import SignIn

STAR = {"name": "Move Heroes", "picture": "badge-own-star", "tier": "gold", "says": "Moved the office in a weekend"}


def design(cast: Cast, **given: object) -> str:
    return design_badge(cast["adam"], DesignDraft.model_validate({**STAR, **given}))


def holders(badge: str) -> list[int]:
    return list(session().scalars(select(BadgeAward.user_id).where(BadgeAward.badge == badge)))


def test_a_badge_by_hand_is_given_with_a_reason_once_and_taken_back(cast: Cast, sign_in: SignIn) -> None:
    badge = design(cast)
    given = AwardDraft(handle="@sam", reason="Carried the servers.")
    give_badge(cast["adam"], badge, given)
    give_badge(cast["adam"], badge, given)
    review_everybodys_badges()
    assert holders(badge) == [cast["sam"].id]
    assert prove().wrong == []
    assert "Move Heroes" in sign_in("otto").get("/people/sam").text
    assert "Carried the servers." in sign_in("adam").get("/admin/log").text
    withdraw_badge(cast["adam"], badge, AwardDraft(handle="sam", reason="It was Otto."))
    assert holders(badge) == []
    assert prove().wrong == []
    assert "It was Otto." in sign_in("adam").get("/admin/log").text


def test_a_badge_of_building_blocks_is_earned_and_backfilled(cast: Cast) -> None:
    people = colleagues(4)
    write_lines(cast["sam"].id, people, "helpful_vote", "answer:1")
    write_lines(cast["sam"].id, people[:1], "helpful_vote", "answer:2")
    badge = design(cast, event="helpful_vote", items=2, people=4)
    other = design(cast, name="Too much", event="helpful_vote", items=3)
    review_everybodys_badges()
    review_everybodys_badges()
    assert holders(badge) == [cast["sam"].id]
    assert holders(other) == []
    assert prove().wrong == []


def test_a_retired_badge_stays_with_who_has_it_and_a_turned_off_one_cannot_be_earned(
    cast: Cast, sign_in: SignIn
) -> None:
    badge = design(cast)
    give_badge(cast["adam"], badge, AwardDraft(handle="sam", reason="Well done."))
    retire_badge(cast["adam"], badge)
    assert "Move Heroes" in sign_in("sam").get("/badges").text
    assert "Move Heroes" not in sign_in("emma").get("/badges").text
    with pytest.raises(NotFound):
        give_badge(cast["adam"], badge, AwardDraft(handle="otto", reason="Him too."))
    turn_badge(cast["adam"], "well_received", is_off=True)
    write_lines(cast["sam"].id, colleagues(10), "helpful_vote", "answer:1")
    review_everybodys_badges()
    assert holders("well_received") == []
    turn_badge(cast["adam"], "well_received", is_off=False)
    review_everybodys_badges()
    assert holders("well_received") == [cast["sam"].id]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"picture": "badge-first-light"}, "picture"),
        ({"event": "logged_in"}, "event"),
        ({"event": "helpful_vote"}, "items"),
        ({"name": "First Light"}, "name"),
    ],
)
def test_a_design_that_cannot_be_is_said_beside_its_field(cast: Cast, given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        design(cast, **given)
    assert field in refusal.value.errors


def test_only_administrators_design_and_nobody_outside_the_game_is_given_a_badge(cast: Cast, sign_in: SignIn) -> None:
    for handle in ("ana", "sam"):
        with pytest.raises(NotAllowed):
            design_badge(cast[handle], DesignDraft.model_validate(STAR))
        assert sign_in(handle).get("/admin/badges").status_code == 403
    badge = design(cast)
    with pytest.raises(Invalid):
        give_badge(cast["adam"], badge, AwardDraft(handle="adam", reason="Myself."))
    page = sign_in("adam").get("/admin/badges").text
    assert "Move Heroes" in page
    assert "built-in method" not in page
    assert (
        sign_in("adam").post(f"/admin/badges/{badge}/give", data={"handle": "sam", "reason": "Yes."}).status_code == 303
    )


def test_every_badge_has_a_picture_of_its_own() -> None:
    from portal.web.assets import load_assets

    icons = load_assets().icons
    pictures = [badge.glyph for badge in catalogue().values()]
    assert len(set(pictures)) == len(pictures) == 47
    assert set(pictures) <= icons


def test_licences_are_given_by_people_with_a_reason_and_never_to_oneself(cast: Cast, sign_in: SignIn) -> None:
    sam = cast["sam"].id
    with pytest.raises(NotAllowed):
        grant_licence(cast["sam"], cast["otto"].id, "candidate", "He asked.")
    with pytest.raises(NotAllowed):
        grant_licence(cast["adam"], cast["adam"].id, "coach", "I am good.")
    with pytest.raises(Invalid):
        grant_licence(cast["adam"], sam, "candidate", " ")
    grant_licence(cast["adam"], sam, "candidate", "The quiz.")
    grant_licence(cast["adam"], sam, "coach", "Ninety days of good work.")
    assert rank_in_use(sam) == "coach"
    grant_licence(cast["sam"], cast["otto"].id, "contributor", "Eight drafts.")
    assert "Eight drafts." in sign_in("adam").get("/admin/licences").text
    end_licence(cast["adam"], sam, "Left the programme.")
    assert rank_in_use(sam) is None
    with pytest.raises(NotAllowed):
        grant_licence(cast["sam"], cast["emma"].id, "candidate", "She asked.")
