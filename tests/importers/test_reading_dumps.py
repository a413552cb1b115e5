"""Reading the dump format: every spelling and gap that real dumps have."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal.importers.stackexchange.kinds import (
    BadgeClass,
    CloseReason,
    HistoryType,
    LinkType,
    PostType,
    Table,
    VoteType,
)
from portal.importers.stackexchange.reader import Dump, NoDumpError
from portal.importers.stackexchange.rows import Closure, Fault, PostHistoryRow, PostRow, Voter
from portal.importers.stackexchange.values import split_tags
from tests.importers.dumps import BEANS, OLD_FORMAT, answer, question, user, vote, write_dump


def posts() -> dict[int, PostRow]:
    return {post.id: post for post in Dump(BEANS).posts()}


def history(folder: Path) -> dict[int, PostHistoryRow]:
    return {row.id: row for row in Dump(folder).history()}


def test_a_question_is_read_with_all_it_has() -> None:
    assert posts()[1] == PostRow(
        id=1,
        type=PostType.QUESTION,
        created=datetime(2018, 2, 1, 8, tzinfo=UTC),
        score=3,
        body="<p>Is it <em>too</em> oily?</p>\n",
        title="Why is ‹my bean> so oily &amp; dark?",
        tags=("roasting", "dark-roast"),
        licence=posts()[1].licence,
        parent_id=None,
        accepted_answer_id=2,
        views=2600,
        owner_id=2,
        owner_name="",
        editor_id=None,
        editor_name="",
        edited=None,
        active=datetime(2018, 2, 3, 8, tzinfo=UTC),
        answers=3,
        comments=2,
        favorites=1,
        closed=None,
        community_owned=None,
    )


def test_every_kind_of_post_is_told_apart() -> None:
    kinds = [post.type for post in posts().values()]
    assert sorted(set(kinds)) == list(PostType)[:7]
    assert posts()[8].body == ""
    assert posts()[8].owner_id == -1


def test_an_author_who_is_gone_leaves_a_name_or_nothing() -> None:
    assert (posts()[3].owner_id, posts()[3].owner_name) == (None, "user99")
    assert (posts()[13].owner_id, posts()[13].owner_name) == (None, "")


def test_the_licence_is_the_one_named_or_the_one_of_the_day() -> None:
    names = {number: post.licence.name for number, post in posts().items()}
    assert names[2] == "CC BY-SA 4.0"
    assert names[1] == names[5] == "CC BY-SA 3.0"
    assert names[6] == "CC BY-SA 4.0"
    assert names[13] == "CC BY-SA 2.5"
    assert posts()[13].licence.url == "https://creativecommons.org/licenses/by-sa/2.5/"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("2011-04-07T23:59:59", "CC BY-SA 2.5"),
        ("2011-04-08T00:00:00", "CC BY-SA 3.0"),
        ("2018-05-01T23:59:59", "CC BY-SA 3.0"),
        ("2018-05-02T00:00:00", "CC BY-SA 4.0"),
    ],
)
def test_the_licence_changes_on_the_day_the_network_changed_it(tmp_path: Path, written: str, name: str) -> None:
    dump = write_dump(tmp_path, posts=[question(1, CreationDate=written, ContentLicense="")])
    assert next(Dump(dump).posts()).licence.name == name


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("<a><b-c>", ("a", "b-c")),
        ("|a|b-c|", ("a", "b-c")),
        ("éaàéböcà", ("a", "b-c")),
        ("éccàéçûnetà", ("cc", "+.net")),
        ("écñà", ("c#",)),
        ("a b", ("a", "b")),
        ("<a><a>", ("a",)),
        ("élan", ("élan",)),
        ("", ()),
        ("<>", ()),
    ],
)
def test_tags_are_read_in_each_of_their_spellings(written: str, tags: tuple[str, ...]) -> None:
    assert split_tags(written) == tags


def test_votes_have_a_day_and_name_the_voter_only_where_the_site_does() -> None:
    votes = {vote.id: vote for vote in Dump(BEANS).votes()}
    assert (votes[1].type, votes[1].day, votes[1].user_id) == (VoteType.UP, date(2018, 2, 1), None)
    assert (votes[13].type, votes[13].user_id, votes[13].bounty) == (VoteType.BOUNTY_START, 2, 50)
    assert (votes[15].type, votes[15].user_id) == (VoteType.FAVORITE, 4)
    assert next(Dump(OLD_FORMAT).votes()).day == date(2011, 4, 18)


def test_a_badge_of_a_tag_is_told_from_one_of_the_same_name() -> None:
    badges = [badge for badge in Dump(BEANS).badges() if badge.name == "Teacher"]
    assert [(badge.for_tag, badge.metal) for badge in badges] == [
        (False, BadgeClass.BRONZE),
        (False, BadgeClass.BRONZE),
        (True, BadgeClass.GOLD),
    ]


def test_the_old_format_has_lower_case_names_fewer_files_and_badges_without_number_or_class() -> None:
    dump = Dump(OLD_FORMAT)
    assert set(dump.tables) == set(Table) - {Table.TAGS, Table.POST_LINKS}
    assert list(dump.tags()) == []
    assert list(dump.links()) == []
    [badge] = dump.badges()
    assert (badge.id, badge.metal, badge.for_tag) == (None, None, False)
    assert [comment.score for comment in dump.comments()] == [0]
    assert [user.down_votes for user in dump.users()] == [0, 3]


def test_closings_say_why_in_either_numbering() -> None:
    closure = history(BEANS)[4].closure
    assert closure == Closure(CloseReason.DUPLICATE, (1,), (Voter(1, "Rosa Roaster"),))
    old = history(OLD_FORMAT)[2].closure
    assert old == Closure(CloseReason.NOT_A_QUESTION, (), (Voter(3, "Ben"),))


def test_a_closing_whose_json_is_broken_is_still_a_closing() -> None:
    assert history(BEANS)[9].closure == Closure(CloseReason.UNKNOWN, (), ())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (1, CloseReason.DUPLICATE),
        (2, CloseReason.OFF_TOPIC),
        (3, CloseReason.SUBJECTIVE),
        (7, CloseReason.TOO_LOCALIZED),
        (101, CloseReason.DUPLICATE),
        (102, CloseReason.OFF_TOPIC),
        (103, CloseReason.UNCLEAR),
        (104, CloseReason.TOO_BROAD),
        (105, CloseReason.OPINION_BASED),
        (999, CloseReason.UNKNOWN),
        ("²", CloseReason.UNKNOWN),
    ],
)
def test_every_reason_to_close_has_its_word(tmp_path: Path, number: object, reason: CloseReason) -> None:
    closed = {"Id": 1, "PostHistoryTypeId": 10, "PostId": 1, "CreationDate": "2018-01-01", "Comment": number}
    [row] = Dump(write_dump(tmp_path, posthistory=[closed])).history()
    assert row.closure is not None
    assert row.closure.reason is reason


def test_a_revision_of_tags_is_read_as_tags() -> None:
    assert history(BEANS)[3].tags == ("roasting", "dark-roast")
    assert history(OLD_FORMAT)[1].tags == ("blu-ray", "c++", ".net")
    assert history(BEANS)[1].tags == ()
    assert history(BEANS)[6].type is HistoryType.SUGGESTED_EDIT_APPLIED


def test_links_between_posts_are_read_whether_or_not_both_are_there() -> None:
    links = [(link.post_id, link.related_id, link.type) for link in Dump(BEANS).links()]
    assert links == [(2, 5, LinkType.LINKED), (5, 1, LinkType.DUPLICATE), (5, 998, LinkType.LINKED)]


def test_a_byte_order_mark_makes_no_difference(tmp_path: Path) -> None:
    dump = write_dump(tmp_path, posts=[question(1)])
    plain = list(Dump(dump).posts())
    file = dump / "Posts.xml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert list(Dump(dump).posts()) == plain


def test_times_are_read_with_any_fraction_or_none(tmp_path: Path) -> None:
    written = ["2018-01-02T03:04:05.1234567", "2018-01-02T03:04:05Z", "2018-01-02T05:04:05+02:00", "2018-01-02"]
    dump = write_dump(tmp_path, posts=[question(n, CreationDate=time) for n, time in enumerate(written)])
    at = datetime(2018, 1, 2, 3, 4, 5, tzinfo=UTC)
    times = [post.created for post in Dump(dump).posts()]
    assert times == [at.replace(microsecond=123456), at, at, datetime(2018, 1, 2, tzinfo=UTC)]


def test_what_cannot_be_read_is_skipped_counted_and_named(tmp_path: Path) -> None:
    rows = [
        question(1),
        {**question(2), "Id": "two"},
        {**question(3), "Id": 2**63},
        {**question(4), "CreationDate": "yesterday"},
        {**answer(5, 1), "ParentId": ""},
        {**question(6), "PostTypeId": 99},
        {**question(7), "Score": "１２"},
    ]
    dump = Dump(write_dump(tmp_path, posts=rows))
    assert [post.id for post in dump.posts()] == [1]
    assert {fault: n for (_, fault), n in dump.tally.skipped.items()} == {
        Fault.BAD_NUMBER: 3,
        Fault.BAD_TIME: 1,
        Fault.MISSING: 1,
        Fault.UNKNOWN_KIND: 1,
    }
    assert str(dump.tally.examples[2]) == "Posts, line 6: row 4: a time is not one (CreationDate=yesterday)"


def test_a_kind_of_vote_nobody_knows_yet_costs_only_its_row() -> None:
    dump = Dump(BEANS)
    assert len(list(dump.votes())) == dump.tally.read[Table.VOTES] == 33
    assert dump.tally.skipped == {(Table.VOTES, Fault.UNKNOWN_KIND): 1}


def test_going_through_a_table_again_counts_it_once(tmp_path: Path) -> None:
    dump = Dump(write_dump(tmp_path, votes=[vote(1, 1, 2), vote(2, 1, 77)], users=[user(1)]))
    for _ in range(3):
        assert len(list(dump.votes())) == 1
    assert dump.tally.read == {Table.VOTES: 1}
    assert (dump.tally.skipped.total(), len(dump.tally.examples)) == (1, 1)


def test_progress_is_told_in_bytes_up_to_the_last(tmp_path: Path) -> None:
    folder = write_dump(tmp_path, posts=[question(n, Body="x" * 5000) for n in range(200)])
    told: list[tuple[Table, int, int]] = []
    list(Dump(folder, lambda table, done, total: told.append((table, done, total))).posts())
    size = (folder / "Posts.xml").stat().st_size
    assert told[-1] == (Table.POSTS, size, size)
    assert len(told) > 3


def test_a_folder_without_posts_is_no_dump(tmp_path: Path) -> None:
    with pytest.raises(NoDumpError, match=r"holds no Posts\.xml"):
        Dump(tmp_path)
    with pytest.raises(NoDumpError, match="There is no folder"):
        Dump(tmp_path / "nowhere")
