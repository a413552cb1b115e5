"""Who offers quests, who proposes them, what may be offered, and what the database does not let be twice."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from gamification.actions.quest_offers import (
    approve_quest,
    decline_quest,
    end_quest,
    offer_quest,
    propose_quest,
)
from gamification.actions.quests import take_quest
from gamification.quests.forms import DeclineDraft, QuestDraft
from gamification.quests.models import Quest, QuestState
from gamification.quests.templates import QuestKind, quests_book
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.permissions import Actor, NotAllowed
from portal.core.refusals import Conflict, Invalid, NotFound
from tests.gamification.quests.stage import DAY, MONDAY, WEEK, colleagues, offered, told, work
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.together import together

THANKS = "A whole month of work given back. Cake on Friday."
NO = DeclineDraft(reason="The last one has just ended.")


def draft(template: str = "cold_cases", **given: object) -> QuestDraft:
    return QuestDraft.model_validate({"template": template, **given})


def an_expert(cast: Cast) -> Actor:
    sam = cast["sam"]
    return Actor(sam.id, sam.handle, sam.name, sam.role, level=5)


def quest(number: int) -> Quest:
    release()
    return session().get_one(Quest, number)


def test_an_offer_copies_what_it_is_worth_and_the_log_says_who_made_it(cast: Cast, sign_in: SignIn) -> None:
    found = quest(offered(cast, "cold_cases", words="Month-end is near."))
    assert (found.kind, found.state, found.target, found.season_points) == (
        QuestKind.PERSON,
        QuestState.OFFERED,
        5,
        40,
    )
    assert (found.days, found.starts_at) == (20, MONDAY)
    assert found.ends_at == datetime.fromisoformat("2026-05-12T00:00:00+02:00")
    assert "offered the quest" in sign_in("adam").get("/admin/log").text


@pytest.mark.parametrize("handle", ["emma", "sam", "adam"])
def test_only_analysts_offer_approve_decline_and_end(cast: Cast, handle: str) -> None:
    number = offered(cast)
    for act in (
        lambda actor: offer_quest(actor, draft()),
        lambda actor: approve_quest(actor, number),
        lambda actor: decline_quest(actor, number, NO),
        lambda actor: end_quest(actor, number),
    ):
        with clock.at(MONDAY), pytest.raises(NotAllowed, match="Only IT analysts"):
            act(cast[handle])
    assert quest(number).state is QuestState.OFFERED


def test_a_proposal_takes_an_expert_and_is_offered_by_an_analyst(cast: Cast) -> None:
    with clock.at(MONDAY):
        with pytest.raises(NotAllowed, match="level 5, Expert"):
            propose_quest(cast["sam"], draft())
        number = propose_quest(an_expert(cast), draft(days=10))
        assert propose_quest(an_expert(cast), draft(days=10)) == number
        with pytest.raises(NotFound):
            take_quest(cast["otto"], number)
    with clock.at(MONDAY + WEEK):
        approve_quest(cast["ana"], number)
        approve_quest(cast["ana"], number)
        take_quest(cast["otto"], number)
    work(MONDAY + WEEK)
    found = quest(number)
    assert (found.state, found.proposed_by_id, found.offered_by_id) == (
        QuestState.OFFERED,
        cast["sam"].id,
        cast["ana"].id,
    )
    assert found.starts_at == MONDAY + WEEK
    assert told(cast["sam"].id) == ["The quest you proposed is offered: Cold cases."]


def test_what_is_declined_says_why_to_who_proposed_it_alone(cast: Cast) -> None:
    with clock.at(MONDAY):
        number = propose_quest(an_expert(cast), draft())
        decline_quest(cast["ana"], number, NO)
        decline_quest(cast["ana"], number, NO)
        with pytest.raises(Conflict, match="decided already"):
            approve_quest(cast["ana"], number)
    work(MONDAY)
    assert told(cast["sam"].id) == ["IT does not offer “Cold cases” now: The last one has just ended."]
    assert told(cast["otto"].id) == []


def test_what_is_offered_is_not_declined_and_what_is_proposed_is_not_ended(cast: Cast) -> None:
    number = offered(cast)
    with clock.at(MONDAY):
        with pytest.raises(Conflict, match="decided already"):
            decline_quest(cast["ana"], number, NO)
        proposed = propose_quest(an_expert(cast), draft())
        with pytest.raises(Conflict, match="Decline it instead"):
            end_quest(cast["ana"], proposed)
        end_quest(cast["ana"], number)
        end_quest(cast["ana"], number)
        with pytest.raises(NotFound):
            end_quest(cast["ana"], 999)
    assert quest(number).state is QuestState.ENDED


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"template": "dragon"}, "template", "choose one"),
        ({"template": "polyglot"}, "template", "waits for something the portal does not know yet: translations"),
        ({"template": "launch_squad"}, "tag", "name the tag"),
        ({"days": 4}, "days", "Between 5 and 20"),
        ({"days": 21}, "days", "Between 5 and 20"),
        ({"starts_on": "2026-08-01"}, "starts_on", "92 days ahead"),
        ({"ends_on": "2026-04-12"}, "ends_on", "after the first"),
        ({"ends_on": "2026-08-01"}, "ends_on", "92 days after"),
        ({"template": "no_one_waits"}, "department_id", "choose a department"),
        ({"template": "no_one_waits", "department_id": 99}, "department_id", "choose a department"),
        ({"template": "no_one_waits", "department_id": 1}, "department_id", "at least 8 people"),
        ({"template": "thousand_hours"}, "words", "the thanks"),
    ],
)
def test_what_cannot_be_offered_says_why_beside_its_field(
    cast: Cast, given: dict[str, object], field: str, sentence: str
) -> None:
    wanted = QuestDraft.model_validate({"template": "cold_cases", **given})
    with clock.at(MONDAY), pytest.raises(Invalid) as refusal:
        offer_quest(cast["ana"], wanted)
    assert list(refusal.value.errors) == [field]
    assert sentence in refusal.value.errors[field]


def test_every_quest_that_waits_for_facts_is_offered_by_nobody_and_said_to_the_administrator(
    cast: Cast, sign_in: SignIn
) -> None:
    waiting = [one for one in quests_book().templates.values() if one.waits_for]
    assert [one.id for one in waiting] == [
        "gap_hunt",
        "buddy",
        "link_master",
        "polyglot",
        "readable",
        "everyone_covered",
        "top_ten_fixed",
    ]
    said, form = sign_in("adam").get("/admin/game").text, sign_in("ana").get("/quests/new").text
    for one in waiting:
        assert f">{one.name}<" in said
        assert one.waits_for in said
        assert one.name not in form


def test_one_of_a_kind_is_offered_at_a_time_also_to_two_at_once(app: Flask, cast: Cast) -> None:
    with clock.at(MONDAY):
        came = together(*(lambda who=who: offer_quest(cast[who], draft()) for who in ("ana", "ivan", "ana", "ivan")))
        refused = [one.sentence for one in came if isinstance(one, Conflict)]
        assert refused == ["This quest is offered already."] * 3
        offer_quest(cast["ana"], draft("launch_squad", tag="#VPN"))
        offer_quest(cast["ana"], draft("launch_squad", tag="outlook"))
        with pytest.raises(Conflict):
            offer_quest(cast["ana"], draft("launch_squad", tag="vpn"))
    with clock.at(MONDAY + 10 * WEEK):
        offer_quest(cast["ana"], draft())


def test_one_goal_of_all_of_us_at_a_time_also_to_two_at_once(app: Flask, cast: Cast) -> None:
    ours = draft("thousand_hours", words=THANKS)
    with clock.at(MONDAY):
        came = together(*(lambda who=who: offer_quest(cast[who], ours) for who in ("ana", "ivan", "ana")))
    refused = [one.sentence for one in came if isinstance(one, Conflict)]
    assert refused == ["There is a goal of all of us already. One at a time is enough."] * 2


def test_in_the_quiet_week_no_goal_of_all_of_us_begins(cast: Cast) -> None:
    with clock.at(datetime.fromisoformat("2026-06-26T12:00:00+02:00")), pytest.raises(Conflict, match="next one"):
        offer_quest(cast["ana"], draft("thousand_hours", words=THANKS))


def test_the_database_itself_knows_of_one_of_each_and_of_no_points_for_all_of_us(cast: Cast) -> None:
    people = colleagues(8, 3)
    assert people
    offered(cast)
    offered(cast, "no_one_waits", department_id=3)
    offered(cast, "thousand_hours", words=THANKS)
    shared = {"state": QuestState.OFFERED, "days": 10, "target": 1, "starts_at": MONDAY, "ends_at": MONDAY + DAY}
    for values in (
        {"kind": QuestKind.PERSON, "template": "first_rescue", "season_points": 10},
        {"kind": QuestKind.TEAM, "template": "no_one_waits", "season_points": 20, "department_id": 3},
        {"kind": QuestKind.TEAM, "template": "everyone_covered", "season_points": 20},
        {"kind": QuestKind.COMPANY, "template": "another", "season_points": 0},
        {"kind": QuestKind.PERSON, "template": "cold_cases", "season_points": 10, "ends_at": MONDAY},
    ):
        with pytest.raises(IntegrityError), transaction() as opened:
            opened.add(Quest(**{**shared, **values}))
    with pytest.raises(IntegrityError), transaction() as opened:
        opened.execute(update(Quest).where(Quest.kind == QuestKind.COMPANY).values(season_points=1))
    assert len(session().scalars(select(Quest)).all()) == 3


def test_an_offer_whose_time_is_over_is_closed_by_the_worker(cast: Cast) -> None:
    number = offered(cast)
    work(MONDAY + 4 * WEEK)
    assert quest(number).state is QuestState.ENDED
