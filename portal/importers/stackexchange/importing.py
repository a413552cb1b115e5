"""Importing a dump of a Stack Exchange site: every table, in bounded memory, as often as one likes.

Killed at any moment, the next run goes on: what was written is remembered with what it read like, and left alone
while the source says the same. A later dump of the same site over an earlier one ends as if it had come alone. No
fact is recorded, so nobody is notified and no mail is written.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from community.models import Answer, Comment, Question, Tag
from community.tagging import count_anew, hold_tags
from community.telling import recount
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import Attribution
from portal.importers.marking import mark_questions
from portal.importers.remembering import Memory, batches
from portal.importers.stackexchange.badges import compare_badges, recomputed_badges
from portal.importers.stackexchange.content import body_markdown
from portal.importers.stackexchange.events import known_posts
from portal.importers.stackexchange.figures import gather
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.members import import_members, retire_gone_members
from portal.importers.stackexchange.places import ANSWER, QUESTION, Places, make_places
from portal.importers.stackexchange.posts import Source, author_names, import_posts
from portal.importers.stackexchange.reader import Dump, Progress
from portal.importers.stackexchange.recognition import import_badges, import_points, rules_named
from portal.importers.stackexchange.reputation import recompute
from portal.importers.stackexchange.site import site_of
from portal.importers.stackexchange.tagging import describe_tags
from portal.importers.stackexchange.talk import KIND as COMMENT
from portal.importers.stackexchange.talk import import_comments
from portal.importers.stackexchange.tallying import ImportReport, Written
from portal.importers.stackexchange.versions import import_versions


def import_dump(
    folder: Path, rules_name: str = "default", host: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Import the dump in `folder`. Raises NoDumpError if there is none, UnknownSiteError for a `host` that is none."""
    dump = Dump(folder, progress)
    site = site_of(dump, host)
    memory, written, now = Memory(site.host), Written(), clock.now()
    places = Places()
    links = SiteLinks(site, places.href)
    members = import_members(dump, memory, _key(site.host), links, written)
    make_places(places, dump, memory, members[0], now, written)
    source = Source(
        site, links, memory, places, members, author_names(dump), gather(dump, places, written), written, now
    )
    import_posts(dump, source)
    import_comments(dump, source)
    import_versions(dump, source)
    describe_tags(dump, links, body_markdown, memory, written)
    _take_out_what_is_gone(source, now)
    _recount(places)
    posts = known_posts(dump)
    import_points(dump, posts, rules_named(rules_name, posts), source)
    if rules_name == "stackexchange":
        import_badges(dump, source)
    retire_gone_members(memory, now, written)
    return ImportReport(
        site=site.host,
        rules=rules_name,
        tally=dump.tally,
        written=written,
        members=recompute(dump),
        badges=compare_badges(dump, recomputed_badges(dump)),
    )


def _key(host: str) -> str:
    """The start of a member's handle: the site's first name."""
    return host.split(".", maxsplit=1)[0][:20]


def _take_out_what_is_gone(source: Source, now: datetime) -> None:
    """What the source no longer has is not shown here any more."""
    memory, written = source.memory, source.written
    for gone in memory.gone(COMMENT):
        ids = [one.local_id for one in gone]
        with transaction():
            credited = session().scalars(delete(Comment).where(Comment.id.in_(ids)).returning(Comment.attribution_id))
            session().execute(delete(Attribution).where(Attribution.id.in_(credited.all())))
            memory.forget(gone)
            written.gone["comments"] += len(gone)
    for gone in memory.gone(ANSWER):
        hidden = update(Answer).where(Answer.id.in_([one.local_id for one in gone]))
        with transaction():
            questions = session().scalars(hidden.values(deleted_at=now, accepted_at=None).returning(Answer.question_id))
            mark_questions(questions.all())
            memory.hollow(gone)
            written.gone["answers"] += len(gone)
    for gone in memory.gone(QUESTION):
        ids = [one.local_id for one in gone]
        with transaction():
            session().execute(update(Question).where(Question.id.in_(ids)).values(deleted_at=now))
            mark_questions(ids)
            memory.hollow(gone)
            written.gone["questions"] += len(gone)


def _recount(places: Places) -> None:
    """Put what questions and tags count right, a few at a time."""
    for ids in batches(places.questions.values(), 100):
        with transaction():
            for question in session().scalars(select(Question).where(Question.id.in_(ids))):
                before = question.has_accepted, question.has_endorsed
                recount(question)
                if before != (question.has_accepted, question.has_endorsed):
                    mark_questions([question.id])
    names = session().scalars(select(Tag.name).where(Tag.merged_into_id.is_(None)).order_by(Tag.name)).all()
    for some in batches(names, 50):
        with transaction():
            for tag in hold_tags(set(some)).values():
                count_anew(tag)
