"""A company in which everything that can be typed is hostile, made through the actions and the importers."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import select, update

from community.actions import comments, drafts, moderation, signals, suggestions, tags
from community.actions.answers import accept_answer, endorse_answer
from community.forms import AnswerSuggestion, CommentDraft, FlagDraft, NoteDraft, TagDescription
from community.models import FlagReason, PostType
from knowledge.actions import articles, verdicts
from knowledge.actions.promotion import promote_answer
from knowledge.forms import ArticleDraft, ArticleEdit, RetireDraft, VerdictDraft
from knowledge.models import Category
from portal.app import create_app
from portal.core import db, deliveries
from portal.core.migrating import migrate
from portal.core.models import Channel, PointsVisibility, User
from portal.core.permissions import Actor
from portal.core.settings import load_settings
from portal.importers.stackexchange.importing import import_dump
from portal.people.actions import accounts, company, importing, profiles
from portal.people.forms import ApplicationDraft, ImportDraft, ProfileDraft, SiteDraft, SuspensionDraft
from tests.hostile.words import short_words
from tests.importers.dumps import answer, question, user, write_dump
from tests.markup.payloads import payloads
from tests.support.cast import Cast, settle_cast
from tests.support.makers import a_question, an_answer

HOST = "tea.stackexchange.com"
MOST_QUESTIONS = 24


def packed(longest: int) -> list[str]:
    """All hostile words, as many side by side as fit into a line of this length."""
    lines, line = [], ""
    for word in short_words():
        if len(word) > longest:
            continue
        if line and len(line) + 1 + len(word) > longest:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def texts(longest: int) -> Iterator[str]:
    """All hostile texts, and the words again, one paragraph each, in pieces of this length."""
    piece = ""
    for text in (*short_words(), *list(payloads())[::3]):
        if len(piece) + len(text) + 2 > longest:
            yield piece
            piece = ""
        piece += f"{text}\n\n"
    yield piece


@dataclass
class Hostile:
    """Where everything is."""

    questions: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    suggestions: list[int] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    import_token: str = ""


def build(folder: Path) -> Hostile:
    """Fill a new portal in `folder` with it, and leave it ready to be served."""
    settings = load_settings(data_dir=folder / "var", sqlite_synchronous="OFF", rate_limits=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = db.Database(settings.database, sqlite_synchronous="OFF")
    migrate(database)
    db.use(database)
    settle_cast()
    database.dispose()
    create_app(settings)
    try:
        return _fill(Cast.load(), folder)
    finally:
        deliveries.deliver_all()
        db.release()
        db.database().dispose()
        db.use(None)


def _fill(cast: Cast, folder: Path) -> Hostile:
    made = Hostile()
    places = _places(cast)
    crowd = _crowd(cast, made)
    _threads(cast, crowd, made, places)
    _library(cast, made, places[0])
    _moderation(cast, crowd, made)
    _import(folder)
    return made


def _places(cast: Cast) -> list[int]:
    for line in packed(80):
        company.add_site(cast["adam"], SiteDraft(name=line))
    described = zip(packed(80), cycle(packed(400)), strict=False)
    return [
        company.add_application(cast["adam"], ApplicationDraft(name=name, description=words))
        for name, words in described
    ]


def _crowd(cast: Cast, made: Hostile) -> list[Actor]:
    """People from a list, whose profiles say more; all of them want mail and are public."""
    listed = io.StringIO()
    lines = csv.writer(listed)
    lines.writerow(["email", "name", "department", "site", "job"])
    for number, (name, other) in enumerate(zip(packed(60), cycle(packed(80)), strict=False)):
        lines.writerow([f"crowd{number}@company.example", name, other, other, other])
    content = listed.getvalue().encode()
    importing.bring_in(cast["adam"], importing.take_list(cast["adam"], "x.csv", content), ImportDraft(invite=True))
    again = content.replace(b"crowd", b"others")
    made.import_token = importing.take_list(cast["adam"], "<svg onload=trap(0)>.csv", again)
    found = db.session().scalars(select(User).where(User.email.startswith("crowd")).order_by(User.id))
    crowd = [Actor(one.id, one.handle, one.name, one.role, 2) for one in found]
    db.release()
    made.handles = [actor.handle for actor in crowd]
    about, reach, jobs = cycle(packed(500)), cycle(packed(120)), cycle(packed(80))
    for actor in crowd:
        profile = {"name": actor.name, "about": next(about), "reach_me": next(reach), "job": next(jobs)}
        profiles.change_profile(actor, ProfileDraft.model_validate({**profile, "device": next(jobs)}))
    with db.transaction() as opened:
        everybody = {"channel": Channel.MAIL, "points_visibility": PointsVisibility.PUBLIC, "level": 2}
        opened.execute(update(User).values(**everybody, invited_at=None))
    return crowd


def _threads(cast: Cast, crowd: list[Actor], made: Hostile, applications: list[int]) -> None:
    titles, devices, notes = cycle(packed(150)), cycle(packed(80)), cycle(packed(150))
    bodies, remarks = cycle(texts(3_000)), cycle(packed(500))
    for number, asker in enumerate(islice(cycle(crowd), MOST_QUESTIONS)):
        helper, third = crowd[(number + 1) % len(crowd)], crowd[(number + 2) % len(crowd)]
        context = {"device": next(devices), "application_id": applications[number % len(applications)]}
        question_id = a_question(asker, next(titles), body=next(bodies), tags="vpn", **context)
        answer_id = an_answer(helper, question_id, next(bodies))
        comments.post_comment(third, question_id, None, CommentDraft(body=next(remarks)))
        comments.post_comment(asker, question_id, answer_id, CommentDraft(body=next(remarks)))
        signals.say_it_did_not_work(third, answer_id, NoteDraft(note=next(remarks)))
        better = AnswerSuggestion(body=next(bodies), note=next(notes), version=1)
        made.suggestions.append(suggestions.suggest_answer_edit(third, answer_id, better))
        if number % 3 == 0:
            accept_answer(asker, answer_id)
            suggestions.take_suggestion(helper, made.suggestions[-1])
        made.questions.append(question_id)
        made.answers.append(answer_id)
    drafts.save_draft(cast["emma"], "question:new", {"title": next(titles), "body": next(bodies), "tags": next(notes)})
    drafts.save_draft(cast["emma"], f"answer:{made.questions[0]}", {"body": next(bodies)})
    tags.describe_tag(cast["ana"], "vpn", TagDescription(description="\n\n".join(packed(900)[:2])))


def _library(cast: Cast, made: Hostile, application_id: int) -> None:
    names, titles, bodies = packed(60), cycle(packed(150)), cycle(texts(2_500))
    with db.transaction() as opened:
        shelves = [
            Category(slug=f"shelf-{number}", name=name, description=" ".join(packed(290)[:1]))
            for number, name in enumerate(names[:8])
        ]
        opened.add_all(shelves)
        opened.flush()
        ids = [shelf.id for shelf in shelves]
    for number, answer_id in enumerate(made.answers[:8]):
        endorse_answer(cast["ana"], answer_id)
        parts = {part: next(bodies) for part in ("issue", "environment", "cause", "resolution", "verification")}
        filed = {"category_id": ids[number], "application_id": application_id, "tags": "vpn"}
        draft = {"title": next(titles), **parts, **filed}
        article_id = promote_answer(cast["ana"], answer_id, ArticleDraft.model_validate(draft))
        articles.publish_article(cast["ana"], article_id, cast["ivan"].id)
        edit = {**draft, "title": next(titles), "note": next(titles), "version": 1}
        articles.edit_article(cast["ana"], article_id, ArticleEdit.model_validate(edit))
        verdict = VerdictDraft(reason=FlagReason.WRONG, note=packed(450)[0])
        verdicts.article_did_not_work(cast["otto"], article_id, verdict)
        made.articles.append(article_id)
    gone = RetireDraft(note=packed(300)[0], successor_id=made.articles[1])
    articles.retire_article(cast["ana"], made.articles[0], gone)


def _moderation(cast: Cast, crowd: list[Actor], made: Hostile) -> None:
    reasons = packed(200)
    for number, answer_id in enumerate(made.answers[8:16]):
        flag = FlagDraft(reason=FlagReason.WRONG, note=packed(450)[number % 3])
        moderation.flag_post(crowd[number + 8], PostType.ANSWER, answer_id, flag)
    for number, reason in enumerate(reasons[:8]):
        accounts.suspend_person(cast["adam"], crowd[number + 20].id, SuspensionDraft(days=3, reason=reason))
    moderation.close_as_duplicate(cast["ana"], made.questions[16], made.questions[17])


def _import(folder: Path) -> None:
    lines, bodies = packed(200), cycle(texts(2_500))
    members = [
        user(
            n,
            DisplayName=lines[n % len(lines)],
            AboutMe=next(bodies),
            WebsiteUrl="javascript:trap(1)",
            Location=lines[0],
        )
        for n in range(1, 7)
    ]
    posts = [question(n, n, Title=lines[n % len(lines)], Body=next(bodies)) for n in range(1, 7)]
    posts += [answer(n + 10, n, 7 - n, Body=next(bodies)) for n in range(1, 7)]
    posts.append(question(30, None, OwnerDisplayName=lines[1], Title=lines[2], Body=next(bodies)))
    talk = [
        {"Id": n, "PostId": n, "UserId": 1, "Text": lines[n], "CreationDate": "2018-03-01T08:00:00.000", "Score": 0}
        for n in range(1, 7)
    ]
    import_dump(write_dump(folder / "dump", users=members, posts=posts, comments=talk), host=HOST)
