"""Who comes first: the better match, then the more trusted, then what fits the searcher, all within bounds."""

from datetime import timedelta

import pytest

from portal.search.documents import Flag, Kind, Trust
from portal.search.index import SearchIndex
from portal.search.ranking import RANKING
from portal.search.results import Order, Page
from portal.search.viewers import Circumstances, Viewer
from tests.search.corpus import NOW, a_document, find, keys

GRADES = (Trust.OFFICIAL, Trust.ENDORSED, Trust.ACCEPTED, Trust.COMMUNITY, Trust.REVIEW_DUE)


def test_among_equal_matches_the_more_trusted_comes_first_however_used_and_fresh_the_others_are(
    index: SearchIndex,
) -> None:
    index.put(
        a_document(
            f"question:{place}",
            body="vpn drops every hour",
            trust=trust,
            helpful=200 * place,
            updated_at=NOW - timedelta(days=900 - 200 * place),
        )
        for place, trust in enumerate(GRADES)
    )

    assert keys(find(index, "vpn drops")) == [f"question:{place}" for place in range(5)]


def test_a_poor_match_never_wins_by_trust_use_freshness_and_circumstances_together(index: SearchIndex) -> None:
    mine = Viewer(
        circumstances=Circumstances(applications=frozenset({"SAP"}), department="Finance", site="Graz", device="laptop")
    )
    favoured = {
        "application": "SAP",
        "department": "Finance",
        "site": "Graz",
        "device": "laptop",
        "trust": Trust.OFFICIAL,
        "helpful": 900,
        "updated_at": NOW,
    }
    index.put(
        [
            a_document(
                "question:1", body="the scanner in the hall shows error 7717 after each page", trust=Trust.REVIEW_DUE
            )
        ]
    )
    index.put([a_document(f"question:{n}", body="scanner " + "of another kind " * n, **favoured) for n in range(2, 30)])

    assert keys(find(index, "scanner shows error 7717", mine))[0] == "question:1"


def test_the_boosts_of_a_document_stay_within_their_bounds(index: SearchIndex) -> None:
    viewer = Viewer(circumstances=Circumstances(applications=frozenset({"sap"}), department="x", site="y", device="z"))
    same = {"body": "scanner", "application": "SAP", "department": "X", "site": "Y", "device": "Z"}
    index.put([a_document("article:1", trust=Trust.OFFICIAL, helpful=9_999, updated_at=NOW, **same)])
    index.put([a_document("article:2", **(same | {"application": "", "department": "", "site": "", "device": ""}))])

    first, second = find(index, "scanner", viewer).hits

    assert first.key == "article:1"
    assert sum(first.why.boosts.values()) > RANKING.highest_boost
    plain = second.score / (1 + sum(second.why.boosts.values()))
    # The field of tags and application is longer in the first, so its plain score is a little lower.
    assert first.score <= plain * (1 + RANKING.highest_boost)


@pytest.mark.parametrize(
    ("circumstances", "share"),
    [
        ({"applications": frozenset({"microsoft teams"})}, {"application": 0.30}),
        ({"department": "FINANCE"}, {"department": 0.10}),
        ({"site": "Graz"}, {"site": 0.10}),
        ({"device": "laptop"}, {"device": 0.05}),
    ],
)
def test_what_shares_the_searchers_circumstances_is_raised_and_says_so(
    index: SearchIndex, circumstances: dict[str, object], share: dict[str, float]
) -> None:
    index.put([a_document("question:1", body="camera"), a_document("question:2", body="camera", updated_at=NOW)])
    fitting = {"application": "Microsoft Teams", "department": "Finance", "site": "GRAZ", "device": "laptop"}
    index.put([a_document("question:3", body="camera", **fitting)])
    viewer = Viewer(circumstances=Circumstances(**circumstances))  # type: ignore[arg-type]

    first = find(index, "camera", viewer).hits[0]

    assert keys(find(index, "camera"))[0] == "question:2"
    assert first.key == "question:3"
    assert share.items() <= dict(first.why.boosts).items()


def test_a_question_is_found_by_the_words_of_its_answer(index: SearchIndex) -> None:
    index.put([a_document("question:1", title="Screen stays black", answers=("Replace the displayport cable",))])

    assert keys(find(index, "displayport")) == ["question:1"]


def test_a_word_in_the_title_counts_more_than_in_the_body(index: SearchIndex) -> None:
    index.put([a_document("question:1", title="About tokens", body="certificate renewal")])
    index.put([a_document("question:2", title="Certificate renewal", body="about tokens")])

    assert keys(find(index, "certificate")) == ["question:2", "question:1"]


def test_what_holds_more_of_the_question_comes_first(index: SearchIndex) -> None:
    index.put([a_document("question:1", body="outlook " * 30)])
    index.put([a_document("question:2", body="my outlook calendar does not show the shared room " + "and more " * 30)])
    index.put([a_document(f"question:{n}", body="calendar or room") for n in range(3, 9)])

    assert keys(find(index, "how can I see a shared room in the outlook calendar"))[0] == "question:2"


def test_a_question_of_many_words_is_found_though_most_of_them_are_missing_there(index: SearchIndex) -> None:
    index.put(
        [a_document("question:1", title="Reset of a forgotten password"), a_document("question:2", title="Printing")]
    )

    assert keys(find(index, "hello can somebody please tell me what to do with a forgotten password")) == ["question:1"]


def test_a_thread_is_one_hit_through_its_best_document(index: SearchIndex) -> None:
    index.put([a_document("question:1", title="No sound", body="My headset is silent")])
    index.put(
        [a_document("answer:9", title="", body="headset silent: pick the headset as output", thread="question:1")]
    )

    results = find(index, "silent headset output")

    assert [(hit.key, hit.thread) for hit in results.hits] == [("answer:9", "question:1")]
    assert results.total == 1
    assert results.facets.kinds == {Kind.QUESTION: 1, Kind.ANSWER: 1}


def test_pages_go_on_where_the_last_one_ended(index: SearchIndex) -> None:
    index.put([a_document(f"question:{n}", body="vpn " * (n % 5 + 1)) for n in range(25)])

    whole = keys(find(index, "vpn", page=Page(0, 100)))
    pages = [key for start in range(0, 30, 10) for key in keys(find(index, "vpn", page=Page(start, 10)))]

    assert pages == whole
    assert len(set(pages)) == find(index, "vpn").total == 25


def test_a_query_without_words_is_newest_first_and_so_is_any_that_asks_for_it(index: SearchIndex) -> None:
    index.put(
        a_document(f"question:{n}", body="vpn " * n, tags=("net",), created_at=NOW - timedelta(days=n))
        for n in (2, 1, 3)
    )

    newest = ["question:1", "question:2", "question:3"]
    assert keys(find(index, "tag:net")) == newest
    assert keys(find(index, "vpn", order=Order.NEWEST)) == newest
    assert keys(find(index, "")) == newest


def test_a_hit_says_which_words_it_holds(index: SearchIndex) -> None:
    index.put([a_document("question:1", body="printers without paper")])

    assert find(index, "printer paper toner").hits[0].why.words == ("printer", "paper")


def test_states_are_filters(index: SearchIndex) -> None:
    index.put(
        [
            a_document("question:1", body="fax", flags=frozenset({Flag.ANSWERED, Flag.ACCEPTED}), author="Ana"),
            a_document("question:2", body="fax", flags=frozenset({Flag.ANSWERED, Flag.ENDORSED})),
            a_document("question:3", body="fax"),
            a_document("article:4", body="fax", trust=Trust.OFFICIAL),
            a_document("article:5", body="fax", trust=Trust.REVIEW_DUE),
            a_document("article:6", body="fax", trust=Trust.RETIRED),
        ]
    )
    expected = {
        "is:answered": {"question:1", "question:2"},
        "is:unanswered": {"question:3"},
        "is:accepted": {"question:1"},
        "is:endorsed": {"question:2"},
        "is:official": {"article:4", "article:5"},
        "is:retired": {"article:6"},
        "is:mine": {"question:1"},
        "type:article": {"article:4", "article:5"},
        "": {"question:1", "question:2", "question:3", "article:4", "article:5"},
    }

    found = {text: set(keys(find(index, f"fax {text}", Viewer(handle="ana")))) for text in expected}

    assert found == expected


def test_counts_of_kinds_are_those_of_all_kinds(index: SearchIndex) -> None:
    index.put(
        [a_document("question:1", body="fax"), a_document("article:2", body="fax"), a_document("article:3", body="fax")]
    )

    results = find(index, "fax type:question")

    assert results.total == 1
    assert results.facets.kinds == {Kind.QUESTION: 1, Kind.ARTICLE: 2}


def test_an_identifier_met_to_the_letter_comes_before_all_its_parts_apart(index: SearchIndex) -> None:
    apart = "Program files of Microsoft Office: Office14 startup. " * 9
    index.put(
        [
            a_document(
                "article:1",
                body=f"Drag it from C:\\Program Files\\Microsoft Office\\Office14\\Startup now. {'x ' * 300}",
            ),
            a_document("article:2", title="Startup of Office14 program files in C: Microsoft Office", body=apart),
        ]
    )

    assert keys(find(index, r"C:\Program Files\Microsoft Office\Office14\Startup"))[0] == "article:1"
