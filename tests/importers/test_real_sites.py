"""The readers and the replay on real sites: what the sites published of themselves has to come out."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portal.core.markup.rendering import render
from portal.importers.html import markdown_of
from portal.importers.stackexchange.badges import compare_badges, recomputed_badges
from portal.importers.stackexchange.content import clean_title, user_name
from portal.importers.stackexchange.kinds import PostType, Table, VoteType
from portal.importers.stackexchange.licences import CC_BY_SA_2_5
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.reputation import Agreement, compare, recompute
from portal.importers.stackexchange.site import site_of
from tests.support.data import Archive

pytestmark = pytest.mark.needs("data")
Unpacked = Callable[[Archive], Path]

SITES = [Archive.BEER_2020, Archive.BEER_2016, Archive.AI_2017, Archive.HOW_THINGS_WORK_2011]


@pytest.mark.parametrize(
    ("archive", "rows"),
    [
        (Archive.BEER_2020, (6863, 153, 3471, 148, 9071, 3509, 18564, 9367)),
        (Archive.BEER_2016, (3948, 133, 2106, 93, 5093, 1860, 10798, 5571)),
        (Archive.AI_2017, (4931, 158, 1735, 122, 4846, 1700, 7056, 4708)),
        (Archive.HOW_THINGS_WORK_2011, (174, 0, 364, 0, 839, 293, 1413, 467)),
    ],
)
def test_every_row_of_every_table_is_read(unpacked: Unpacked, archive: Archive, rows: tuple[int, ...]) -> None:
    dump = Dump(unpacked(archive))
    tables = (dump.users, dump.tags, dump.posts, dump.links, dump.history, dump.comments, dump.votes, dump.badges)
    counted = tuple(sum(1 for _ in table()) for table in tables)
    assert counted == rows
    assert dump.tally.read == {table: n for table, n in zip(Table, rows, strict=True) if n}
    assert (dump.tally.skipped, dump.tally.repaired) == ({}, {})


@pytest.mark.parametrize("archive", SITES)
def test_votes_comments_and_answers_add_up_to_what_the_posts_say(unpacked: Unpacked, archive: Archive) -> None:
    dump = Dump(unpacked(archive))
    scores: Counter[int] = Counter()
    favorites: Counter[int] = Counter()
    for vote in dump.votes():
        scores[vote.post_id] += {VoteType.UP: 1, VoteType.DOWN: -1}.get(vote.type, 0)
        favorites[vote.post_id] += vote.type is VoteType.FAVORITE
    comments = Counter(comment.post_id for comment in dump.comments())
    answers = Counter(post.parent_id for post in dump.posts())
    for post in dump.posts():
        assert (post.score, post.comments) == (scores[post.id], comments[post.id]), post.id
        if post.type is PostType.QUESTION:
            assert (post.answers, post.favorites) == (answers[post.id], favorites[post.id]), post.id


def test_the_later_dump_of_a_site_has_the_same_numbers_for_the_same_things(unpacked: Unpacked) -> None:
    earlier, later = Dump(unpacked(Archive.BEER_2016)), Dump(unpacked(Archive.BEER_2020))
    before, after = {post.id for post in earlier.posts()}, {post.id for post in later.posts()}
    assert (len(after - before), len(before - after)) == (1376, 11)
    assert len({user.id for user in earlier.users()} - {user.id for user in later.users()}) == 66


@pytest.mark.parametrize(
    ("archive", "of_all", "of_posters"),
    [
        (Archive.BEER_2020, 0.984, 0.927),
        (Archive.BEER_2016, 0.981, 0.924),
        (Archive.AI_2017, 0.991, 0.927),
        (Archive.HOW_THINGS_WORK_2011, 0.879, 0.788),
    ],
)
def test_reputation_comes_out_as_published(
    unpacked: Unpacked, archive: Archive, of_all: float, of_posters: float
) -> None:
    members = recompute(Dump(unpacked(archive)))
    compared = compare(members)
    assert compared.matching >= of_all
    assert compared.posters_matching >= of_posters


def test_what_does_not_match_is_explained_but_for_one_in_two_hundred(unpacked: Unpacked) -> None:
    compared = compare(recompute(Dump(unpacked(Archive.BEER_2020))))
    assert compared.agreements[Agreement.UNEXPLAINED] / compared.members < 0.005


@pytest.mark.parametrize("archive", SITES)
def test_badges_come_out_as_published(unpacked: Unpacked, archive: Archive) -> None:
    dump = Dump(unpacked(archive))
    compared = {badge.name: badge for badge in compare_badges(dump, recomputed_badges(dump))}
    assert {name: badge.precision for name, badge in compared.items()} == dict.fromkeys(compared, 1.0)
    if archive is Archive.BEER_2020:
        assert min(badge.recall for badge in compared.values()) >= 0.89


class _Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += re.sub(r"\s+", "", data)


@pytest.mark.parametrize("archive", [Archive.AI_2017, Archive.HOW_THINGS_WORK_2011])
def test_bodies_say_the_same_after_they_were_stored_and_rendered(unpacked: Unpacked, archive: Archive) -> None:
    posts = [post for post in Dump(unpacked(archive)).posts() if post.body and "<img" not in post.body]
    same = sum(_Text(render(markdown_of(post.body, str)).html).text == _Text(post.body).text for post in posts)
    assert same / len(posts) > 0.998


@pytest.mark.parametrize("archive", SITES)
def test_every_member_and_every_question_can_be_named(unpacked: Unpacked, archive: Archive) -> None:
    dump = Dump(unpacked(archive))
    assert all(0 < len(user_name(user)) <= 60 for user in dump.users())
    assert all(0 < len(clean_title(post.title)) <= 150 for post in dump.posts())


@pytest.mark.parametrize(
    ("archive", "host", "hosts"),
    [
        (
            Archive.BEER_2020,
            "beer.stackexchange.com",
            frozenset({"beer.stackexchange.com", "alcohol.stackexchange.com"}),
        ),
        (Archive.AI_2017, "ai.stackexchange.com", frozenset({"ai.stackexchange.com"})),
        (Archive.HOW_THINGS_WORK_2011, "htw.stackexchange.com", frozenset({"htw.stackexchange.com"})),
    ],
)
def test_a_site_is_known_by_its_names(
    unpacked: Unpacked, archive: Archive, host: str, hosts: frozenset[str], tmp_path: Path
) -> None:
    # the folder of the run has a name of its own
    (tmp_path / archive.value.removesuffix(".tar.xz")).symlink_to(unpacked(archive))
    site = site_of(Dump(tmp_path / archive.value.removesuffix(".tar.xz")))
    assert (site.host, site.hosts) == (host, hosts)


def test_licences_follow_the_days_in_the_oldest_dump(unpacked: Unpacked) -> None:
    licences = {post.licence for post in Dump(unpacked(Archive.HOW_THINGS_WORK_2011)).posts()}
    # all of it was written after the network had moved on to the next version
    assert CC_BY_SA_2_5 not in licences
    assert len(licences) == 1
