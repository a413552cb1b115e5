"""What analysts settle: synonyms, pinned answers, and gaps that become questions, articles or words."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.actions.tags import merge_tags
from community.models import Question
from knowledge.models import Article
from portal.core import clock
from portal.core.db import release, session
from portal.core.permissions import NotAllowed
from portal.core.refusals import Invalid, NotFound
from portal.finding import curated
from portal.finding.actions import gaps as remedies
from portal.finding.actions.curating import pin_answer, remove_synonym, save_synonym
from portal.finding.forms import PinDraft, SynonymDraft
from portal.finding.gaps import find_gaps, suggest_synonyms
from portal.finding.models import Pin, SynonymRow
from tests.support.cast import Cast
from tests.support.finding import CatchUp, found_by, plain, suggested
from tests.support.house import SignIn
from tests.support.makers import a_question
from tests.support.seeking import MORNING, Seekers

TUNNEL = "AnyConnect cannot reach the gateway"


@pytest.fixture(autouse=True)
def _fresh(cast: Cast) -> None:
    curated.read_again()


def _synonym(client: FlaskClient, **form: str) -> str:
    return client.post("/desk/search/synonyms", data=form, follow_redirects=True).text


def test_words_that_mean_the_same_find_one_another_and_the_page_says_so(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    a_question(cast["zoe"], TUNNEL, tags="", body="It says that nothing listens there, since this morning.")
    catch_up()
    emma = sign_in("emma")
    assert found_by(emma, q="tunnel") == []
    _synonym(sign_in("ana"), typed="Tunnel", also="AnyConnect, GlobalProtect", is_two_way="1")

    assert found_by(emma, q="tunnel") == [TUNNEL]
    html = emma.get("/search?q=tunnel").text
    assert "Also looked for <b>AnyConnect, GlobalProtect</b>" in html
    assert "<mark>AnyConnect</mark>" in html
    assert found_by(emma, q="tunnel", exact="yes") == []
    assert found_by(emma, q="globalprotect") == [TUNNEL]


def test_one_way_leads_there_and_not_back(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    a_question(cast["zoe"], TUNNEL, tags="", body="It says that nothing listens there, since this morning.")
    a_question(cast["zoe"], "Cisco phones ring only once", tags="", body="They ring once, and then they are quiet.")
    catch_up()
    _synonym(sign_in("ana"), typed="cisco", also="anyconnect")

    assert TUNNEL in found_by(sign_in("emma"), q="cisco")
    assert found_by(sign_in("emma"), q="anyconnect") == [TUNNEL]


def test_a_synonym_said_again_is_changed_and_taken_away_it_is_gone(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in("ana")
    _synonym(ana, typed="VPN", also="tunnel")
    html = _synonym(ana, typed="vpn", also="anyconnect")
    assert "anyconnect" in html
    assert "tunnel" not in html
    row = session().query(SynonymRow).one()
    release()
    ana.post(f"/desk/search/synonyms/{row.id}/remove")

    assert session().query(SynonymRow).count() == 0


def test_a_synonym_without_another_word_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        save_synonym(cast["ana"], SynonymDraft(typed="vpn", also=["VPN"]))


def test_a_pinned_answer_comes_first_once_for_any_order_of_the_words_and_only_without_filters(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    a_question(cast["zoe"], "VPN token is lost, the token of the VPN")
    wanted = a_question(cast["zoe"], "Where is the new smart card of VPN and all else")
    catch_up()
    pin_answer(cast["ana"], PinDraft(typed="vpn tokens", address=f"https://portal.example/questions/{wanted}/x"))
    emma = sign_in("emma")

    titles = found_by(emma, q="token VPN")
    assert titles[0] == "Where is the new smart card of VPN and all else"
    assert titles.count(titles[0]) == 1
    assert "First for this search" in emma.get("/search?q=token+vpn").text
    assert found_by(emma, q="token vpn tag:vpn")[0] != titles[0]
    assert found_by(emma, q="token")[0] != titles[0]


def test_what_is_pinned_shows_only_to_those_who_may_read_it(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    secret = a_question(cast["zoe"], "The salary list lies open on a share", visibility="it")
    catch_up()
    pin_answer(cast["ana"], PinDraft(typed="salary list", address=f"/questions/{secret}"))

    assert found_by(sign_in("emma"), q="salary list") == []
    assert found_by(sign_in("ivan"), q="salary list") == ["The salary list lies open on a share"]


def test_only_what_is_there_can_be_pinned_and_twice_is_once(cast: Cast) -> None:
    question = a_question(cast["zoe"])
    for address in ("/questions/999999", "/tags/vpn", "https://elsewhere.example/"):
        with pytest.raises(Invalid):
            pin_answer(cast["ana"], PinDraft(typed="vpn", address=address))
    first = pin_answer(cast["ana"], PinDraft(typed="vpn", address=f"question:{question}"))

    assert pin_answer(cast["ana"], PinDraft(typed="VPN", address=f"question:{question}")) == first
    assert session().query(Pin).count() == 1


def test_nobody_but_analysts_settles_anything(cast: Cast, sign_in: SignIn) -> None:
    for who in ("emma", "sam", "adam"):
        with pytest.raises(NotAllowed):
            save_synonym(cast[who], SynonymDraft(typed="vpn", also=["tunnel"]))
        with pytest.raises(NotAllowed):
            remove_synonym(cast[who], 1)
        with pytest.raises(NotAllowed):
            pin_answer(cast[who], PinDraft(typed="vpn", address="/questions/1"))
        with pytest.raises(NotAllowed):
            remedies.dismiss_gap(cast[who], "vpn")
        for view in ("", "/synonyms", "/pins", "/duplicates"):
            assert sign_in(who).get(f"/desk/search{view}").status_code == 403


def _failing(seekers: Seekers, *people: str) -> None:
    for number, who in enumerate(people):
        seekers.search(who, "warp drive" if number % 2 else "warp drives", number)
    seekers.settle()


def test_a_gap_is_shown_from_enough_people_on_and_says_how_many(seekers: Seekers, sign_in: SignIn) -> None:
    _failing(seekers, "emma")
    with clock.at(MORNING + timedelta(hours=3)):
        assert "warp" not in sign_in("ana").get("/desk/search").text
    _failing(seekers, "otto", "sam")
    with clock.at(MORNING + timedelta(hours=3)):
        html = sign_in("ana").get("/desk/search").text
        assert "warp drives" in html
        assert "3 people, 3 searches" in plain(html)
        assert "100 % found nothing at all" in plain(html)
    with clock.at(MORNING + timedelta(days=31)):
        assert "warp" not in sign_in("ana").get("/desk/search").text


def test_one_person_who_searches_ten_times_is_still_one(seekers: Seekers) -> None:
    for number in range(10):
        seekers.search("emma", "warp drive", 700 * number)
    seekers.settle(timedelta(hours=6))
    with clock.at(MORNING + timedelta(hours=7)):
        assert find_gaps() == []


def test_what_most_people_find_is_no_gap(cast: Cast, catch_up: CatchUp, seekers: Seekers) -> None:
    question = a_question(cast["zoe"], "Warp drive does not start")
    catch_up()
    for number, who in enumerate(("emma", "otto", "sam")):
        seekers.search(who, "warp drive", number)
        if who != "sam":
            seekers.open(who, f"/questions/{question}", 10 + number)
    seekers.settle()
    with clock.at(MORNING + timedelta(hours=3)):
        assert find_gaps() == []


def test_a_gap_becomes_a_question_in_one_step_and_leaves_the_list(seekers: Seekers, sign_in: SignIn) -> None:
    _failing(seekers, "emma", "otto")
    with clock.at(MORNING + timedelta(hours=3)):
        answer = sign_in("ana").post("/desk/search/gaps/question", data={"key": find_gaps()[0].key})
        question = session().query(Question).one()
        release()
        assert answer.headers["Location"] == f"/questions/{question.id}"
        assert question.title == "What helps with “warp drive”?"
        assert "2 colleagues searched" in question.body_source
        assert find_gaps() == []


def test_a_gap_becomes_a_draft_of_an_article_in_one_step(seekers: Seekers, sign_in: SignIn) -> None:
    _failing(seekers, "emma", "otto")
    with clock.at(MORNING + timedelta(hours=3)):
        answer = sign_in("ana").post("/desk/search/gaps/article", data={"key": find_gaps()[0].key})
        article = session().query(Article).one()
        release()
        assert answer.headers["Location"] == f"/knowledge/{article.id}/edit"
        assert article.state == "draft"
        assert find_gaps() == []


def test_a_gap_becomes_a_synonym_or_a_pinned_answer_in_one_step(
    cast: Cast, catch_up: CatchUp, seekers: Seekers, sign_in: SignIn
) -> None:
    question = a_question(cast["zoe"], "Faster than light with the new laptop")
    catch_up()
    _failing(seekers, "emma", "otto")
    with clock.at(MORNING + timedelta(hours=3)):
        key = find_gaps()[0].key
        form = {"key": key, "typed": "warp drive", "also": "faster than light"}
        sign_in("ana").post("/desk/search/gaps/synonym", data=form)
        assert find_gaps() == []
        assert found_by(sign_in("emma"), q="warp drive") == ["Faster than light with the new laptop"]
        sign_in("ana").post("/desk/search/synonyms/1/remove")
        assert found_by(sign_in("emma"), q="warp drive") == []
    with clock.at(MORNING + timedelta(days=1)):
        for who in ("emma", "otto"):
            sign_in(who).get("/search?q=warp+drive")
        from portal.finding import seen

        seen.write_seen()
    with clock.at(MORNING + timedelta(days=1, hours=1)):
        from portal.finding.outcomes import settle_searches

        settle_searches()
        form = {"key": key, "typed": "warp drive", "address": f"/questions/{question}"}
        assert sign_in("ana").post("/desk/search/gaps/pin", data=form).status_code == 303
        assert found_by(sign_in("emma"), q="drive warp") == ["Faster than light with the new laptop"]


def test_a_gap_that_is_dismissed_comes_back_if_it_goes_on(cast: Cast, seekers: Seekers) -> None:
    _failing(seekers, "emma", "otto")
    with clock.at(MORNING + timedelta(hours=3)):
        remedies.dismiss_gap(cast["ana"], find_gaps()[0].key)
        assert find_gaps() == []
        with pytest.raises(NotFound):
            remedies.dismiss_gap(cast["ana"], "drive warp")
    seekers.search("emma", "warp drives", 20_000)
    seekers.search("sam", "warp drives", 20_000)
    seekers.settle(timedelta(hours=9))
    with clock.at(MORNING + timedelta(hours=10)):
        assert [gap.people for gap in find_gaps()] == [2]


def test_synonyms_are_suggested_of_what_enough_people_typed_instead(
    cast: Cast, catch_up: CatchUp, seekers: Seekers, sign_in: SignIn
) -> None:
    question = a_question(cast["zoe"], TUNNEL, tags="")
    catch_up()
    for who in ("emma", "otto"):
        seekers.search(who, "tunnel broken")
        seekers.search(who, "anyconnect broken", 20)
        seekers.open(who, f"/questions/{question}", 30)
    seekers.search("sam", "gatway")
    seekers.search("sam", "gateway", 20)
    seekers.settle()
    with clock.at(MORNING + timedelta(hours=3)):
        assert [(one.typed, one.also, one.people) for one in suggest_synonyms()] == [("tunnel", "anyconnect", 2)]
        ana = sign_in("ana")
        assert "2 people" in plain(ana.get("/desk/search/synonyms").text)
        _synonym(ana, typed="tunnel", also="anyconnect", decline="yes")
        assert suggest_synonyms() == []
        assert found_by(sign_in("emma"), q="tunnel") == []


def test_searches_that_helped_enough_people_are_suggested_by_their_beginning(
    cast: Cast, catch_up: CatchUp, seekers: Seekers, sign_in: SignIn
) -> None:
    question = a_question(cast["zoe"], "Printer prints only half of a label")
    catch_up()
    for who in ("emma", "otto"):
        seekers.search(who, "half a label")
        seekers.open(who, f"/questions/{question}", 10)
    seekers.search("sam", "half my salary")
    seekers.open("sam", f"/questions/{question}", 10)
    seekers.settle()
    with clock.at(MORNING + timedelta(hours=3)):
        offered = suggested(sign_in("ivan"), "hal")
        assert "half a label" in offered
        assert "half my salary" not in offered
        html = sign_in("ivan").get("/search/suggest?q=hal").text
        assert "Searches that helped" in re.findall(r'list__group"[^>]*>(.*?)</li>', html)


def test_a_tag_that_was_merged_leads_to_what_it_became(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    a_question(cast["zoe"], "Printer prints only half of a label", tags="printing")
    a_question(cast["zoe"], "Plotter plots only half of a map", tags="plotting")
    merge_tags(cast["ana"], "plotting", "printing")
    catch_up()

    assert len(found_by(sign_in("emma"), q="tag:plotting")) == 2


def test_everything_that_was_settled_is_in_the_log(cast: Cast, sign_in: SignIn) -> None:
    question = a_question(cast["zoe"])
    save_synonym(cast["ana"], SynonymDraft(typed="vpn", also=["tunnel"]))
    pin_answer(cast["ana"], PinDraft(typed="vpn", address=f"/questions/{question}"))
    log = plain(sign_in("adam").get("/admin/log").text)

    assert "set synonyms of vpn" in " ".join(log.split())
    assert "pinned an answer for the search vpn" in " ".join(log.split())


def test_what_is_alike_is_shown_to_the_desk_with_how_much(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    first = a_question(cast["zoe"], "Outlook asks for my password every morning")
    second = a_question(cast["emma"], "Outlook asks for my password each morning")
    a_question(cast["emma"], "The canteen is out of soup", body="There is no soup today, and no bread.", tags="")
    catch_up()
    html = sign_in("ana").get("/desk/search/duplicates").text

    assert f"/desk/close/{second}?of={first}" in html
    assert "canteen" not in html
    assert re.search(r"\d\d %", plain(html))
