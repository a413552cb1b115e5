"""One small site, dumped twice: between the two, everything that may change about a site has changed.

The real archives hold each of these changes somewhere; these two hold them all.
"""

from pathlib import Path

from tests.importers.dumps import Row, answer, question, user, vote, votes, write_dump

HOST = "tea.stackexchange.com"
UP, DOWN, ACCEPT, FAVOURITE, BOUNTY, WON, EDIT = 2, 3, 1, 5, 8, 9, 16
LAST: Row = {"LastAccessDate": "2019-01-01T08:00:00.000"}


def earlier(folder: Path) -> Path:
    """The site as it was."""
    return write_dump(
        folder / "earlier" / HOST,
        users=[
            user(-1, DisplayName="Community"),
            user(1, DisplayName="Aline", AboutMe="<p>Green, mostly.</p>", UpVotes=1),
            user(2, DisplayName="Bo"),
            user(3, DisplayName="Gus, who leaves", AboutMe="<p>On my way.</p>"),
            user(4, 1, **{"DisplayName": "Dora", "DownVotes": 1, **LAST}),
            user(7, 1, **{"DisplayName": "", **LAST}),
        ],
        posts=[
            question(
                10,
                AcceptedAnswerId=11,
                Score=1,
                ViewCount=900,
                Title="How long may green tea stand",
                Tags="<green><water>",
                Body='<p>Is it <a href="/questions/50/later">this</a>, or <a href="/questions/20/gone">that</a>?</p>',
            ),
            answer(11, to=10, Score=2, Body="<p>Two minutes.</p>"),
            answer(12, to=10, owner=3, Score=0, Body="<p>Three, says Gus.</p>"),
            answer(13, to=10, owner=4, Score=-1, Body="<p>An hour.</p>"),
            question(20, owner=3, Title="A question that is taken out", Tags="<lost>"),
            answer(21, to=20, owner=4, Body="<p>And its answer.</p>", Score=1),
            question(30, owner=4, Title="Is it closed", Tags="<water>", ClosedDate="2018-05-01T08:00:00.000"),
            question(31, owner=4, Title="Is it open", Tags="<water>"),
            question(32, owner=4, Title="Is it locked", Tags="<green>", CommunityOwnedDate="2018-04-01T08:00:00"),
            answer(33, to=31, owner=None, OwnerDisplayName="user99", Body="<p>Said by nobody left.</p>"),
            answer(34, to=31, owner=1, Body="<p>By Aline, who is called otherwise later.</p>"),
            {"Id": 40, "PostTypeId": 4, "CreationDate": "2018-03-01", "Body": "<p>Leaves that stayed green.</p>"},
            {"Id": 41, "PostTypeId": 4, "CreationDate": "2018-03-01", "Body": "<p>Lost with its question.</p>"},
        ],
        tags=[
            {"Id": 1, "TagName": "green", "Count": 2, "ExcerptPostId": 40},
            {"Id": 2, "TagName": "water", "Count": 3},
            {"Id": 3, "TagName": "lost", "Count": 1, "ExcerptPostId": 41},
        ],
        comments=[
            _comment(1, 10, 2, "Which green tea, [this](/questions/20/gone)?"),
            _comment(2, 11, 3, "Gus agrees."),
            _comment(3, 11, 4, "This remark is taken out."),
            _comment(4, 20, 4, "And this with its question."),
            _comment(6, 31, 1, "By Aline, too."),
        ],
        votes=[
            vote(1, 10, UP),
            *votes(2, 11, UP, 2),
            vote(4, 11, ACCEPT),
            vote(5, 13, DOWN),
            vote(6, 21, UP),
            vote(7, 10, FAVOURITE, UserId=4),
            vote(8, 10, FAVOURITE, UserId=3),
            vote(9, 999, UP),
        ],
        posthistory=[
            *_written(1, 10, 1, "How long may tea stand", "Is it this?", "<green>"),
            _change(4, 10, 3, 5, "Is it this, or that?", "by Gus"),
            *_written(10, 11, 2, None, "Two minutes."),
            _change(12, 11, 4, 5, "Two minutes!", "this version is taken out"),
            _change(13, 11, 2, 5, "Two minutes, or more.", "a word more"),
            *_written(20, 20, 3, "A question that is taken out", "Gone.", "<lost>"),
            _change(30, 32, 4, 14, ""),
            _change(31, 30, 4, 10, "", "101"),
        ],
        postlinks=[_link(1, 30, 10, 3)],
        badges=[{"Id": 1, "UserId": 2, "Name": "Teacher", "Date": "2018-03-02", "Class": 3, "TagBased": "False"}],
    )


def later(folder: Path) -> Path:
    """The same site later."""
    return write_dump(
        folder / "later" / HOST,
        users=[
            user(-1, DisplayName="Community"),
            user(1, DisplayName="Zaline", AboutMe="<p>Black, of late.</p>", UpVotes=2, DownVotes=1),
            user(2, DisplayName="Bo"),
            user(4, DisplayName="Dora", UpVotes=1, DownVotes=1, LastAccessDate="2020-01-01T08:00:00.000"),
            user(5, DisplayName="Carol, who is new"),
            user(7, 1, **{"DisplayName": "Named after all", **LAST}),
        ],
        posts=[
            question(
                10,
                AcceptedAnswerId=12,
                Score=2,
                ViewCount=1100,
                FavoriteCount=2,
                Title="How long may green tea really stand",
                Tags="<green><kettles>",
                Body='<p>Is it <a href="/questions/50/later">this</a>, or <a href="/questions/20/gone">that</a>?</p>',
                LastEditDate="2019-02-01T08:00:00",
            ),
            answer(11, to=10, Score=1, Body="<p>Two minutes, or more.</p>", LastEditDate="2019-03-01T08:00:00"),
            # whose account is gone: the name alone is left
            answer(12, to=10, owner=None, OwnerDisplayName="Gus", Score=1, Body="<p>Three, says Gus.</p>"),
            question(30, owner=4, Title="Is it closed", Tags="<water>"),
            question(31, owner=4, Title="Is it open", Tags="<water>", ClosedDate="2019-05-01T08:00:00.000"),
            question(32, owner=4, Title="Is it locked", Tags="<green>", Score=1),
            answer(33, to=31, owner=5, Body="<p>Said by nobody left.</p>", Score=2),
            answer(34, to=31, owner=1, Body="<p>By Aline, who is called otherwise later.</p>"),
            question(50, owner=5, Title="A question that came later", Tags="<kettles>"),
            answer(51, to=50, owner=5, Body='<p>See <a href="/a/11">Bo</a>.</p>'),
            {"Id": 40, "PostTypeId": 4, "CreationDate": "2018-03-01", "Body": "<p>Leaves that were steamed.</p>"},
            {"Id": 42, "PostTypeId": 4, "CreationDate": "2019-03-01", "Body": "<p>What water boils in.</p>"},
        ],
        tags=[
            {"Id": 1, "TagName": "green", "Count": 2, "ExcerptPostId": 40},
            {"Id": 2, "TagName": "water", "Count": 2},
            {"Id": 4, "TagName": "kettles", "Count": 2, "ExcerptPostId": 42},
        ],
        comments=[
            _comment(1, 10, 2, "Which green tea, [this](/questions/50/later)?"),
            _comment(2, 11, None, "Gus agrees.", "Gus"),
            _comment(5, 50, 1, "A remark that came later."),
            _comment(6, 31, 1, "By Aline, too."),
        ],
        votes=[
            vote(1, 10, UP),
            vote(20, 10, UP, "2019-01-02"),
            vote(2, 11, UP),
            vote(22, 12, UP, "2019-01-02"),
            vote(21, 12, ACCEPT, "2019-01-02"),
            vote(7, 10, FAVOURITE, UserId=4),
            vote(23, 10, FAVOURITE, "2019-01-03", UserId=5),
            vote(24, 32, UP, "2019-01-03"),
            *votes(25, 33, UP, 2, "2019-01-04"),
            vote(30, 10, BOUNTY, "2019-01-05", UserId=1, BountyAmount=50),
        ],
        posthistory=[
            *_written(1, 10, 1, "How long may tea stand", "Is it this?", "<green>"),
            _change(4, 10, None, 5, "Is it this, or that?", "by Gus"),
            _change(40, 10, 2, 4, "How long may green tea really stand"),
            _change(41, 10, 2, 6, "<green><kettles>"),
            # what was first written is told differently now
            *_written(10, 11, 2, None, "Two (2) minutes."),
            _change(13, 11, 2, 5, "Two minutes, or more.", "a word more"),
            *_written(50, 50, 5, "A question that came later", "Later.", "<kettles>"),
            _change(60, 31, 4, 10, '{"OriginalQuestionIds":[10]}', "101"),
        ],
        postlinks=[_link(2, 31, 10, 3), _link(3, 31, 20, 1)],
        badges=[{"Id": 1, "UserId": 2, "Name": "Teacher", "Date": "2018-03-02", "Class": 3, "TagBased": "False"}],
    )


def _comment(number: int, post: int, by: int | None, text: str, name: str = "") -> Row:
    author: Row = {"UserId": by} if by is not None else {"UserDisplayName": name}
    return {"Id": number, "PostId": post, "Score": 0, "Text": text, "CreationDate": "2018-03-05T08:00:00.000", **author}


def _link(number: int, post: int, related: int, kind: int) -> Row:
    return {
        "Id": number,
        "CreationDate": "2018-05-01T08:00:00.000",
        "PostId": post,
        "RelatedPostId": related,
        "LinkTypeId": kind,
    }


def _written(number: int, post: int, by: int, title: str | None, body: str, tags: str = "") -> list[Row]:
    """The rows of a first version, of one act."""
    parts = [(2, body), *([(1, title), (3, tags)] if title else [])]
    return [
        {**_change(number + n, post, by, kind, text), "RevisionGUID": f"first-{post}"}
        for n, (kind, text) in enumerate(parts)
    ]


def _change(number: int, post: int, by: int | None, kind: int, text: str, note: str = "") -> Row:
    author: Row = {"UserId": by} if by is not None else {"UserDisplayName": "Gus"}
    return {
        "Id": number,
        "PostHistoryTypeId": kind,
        "PostId": post,
        "RevisionGUID": f"change-{number}",
        "CreationDate": f"2018-04-{1 + number % 28:02}T08:00:00.000",
        "Text": text,
        "Comment": note,
        **author,
    }
