"""The rules the demo company must keep, so that the portal's own actions never refuse one of its acts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from portal.demo.cast import Company, Role
from portal.demo.library import ArticleScript, ArticleState
from portal.demo.talk import AnswerScript, Decision, FlagScript, FlagState, MisfitScript, Thread, Visibility

TITLE_LENGTH = range(15, 151)
WORDS_LENGTH = range(20, 501)
BOOSTS = (25, 50, 100)
BODY_AT_LEAST = 40
"""Characters, for titles and for the bodies of questions and answers."""


def find_problems(company: Company, threads: Sequence[Thread], articles: Sequence[ArticleScript]) -> list[str]:
    """One sentence for each rule that is broken; empty when all is well."""
    return [
        *_company(company),
        *_unique("thread", (thread.slug for thread in threads)),
        *_unique("title", [thread.title for thread in threads] + [article.title for article in articles]),
        *_unique("article", (article.slug for article in articles)),
        *(problem for thread in threads for problem in _thread(company, threads, articles, thread)),
        *(problem for article in articles for problem in _article(company, threads, articles, article)),
    ]


def _unique(kind: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{kind} {name!r} is there {count} times"


def _unknown(where: str, kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(names) - set(known)):
        yield f"{where}: no {kind} {name!r}"


def _company(company: Company) -> Iterator[str]:
    departments = [department.slug for department in company.departments]
    applications = [application.slug for application in company.applications]
    yield from _unique("handle", (person.handle for person in company.people))
    yield from _unique("tag", (tag.slug for tag in company.tags))
    yield from _unknown("applications", "department", (app.owner for app in company.applications), departments)
    for person in company.people:
        yield from _unknown(person.handle, "department", [person.department], departments)
        yield from _unknown(person.handle, "site", [person.site], company.sites_by_slug)
        yield from _unknown(person.handle, "application", person.applications, applications)
        if (person.role is Role.SUPERUSER) != (person.involvement is not None):
            yield f"{person.handle}: superusers, and only they, have an involvement"


def _thread(
    company: Company, threads: Sequence[Thread], articles: Sequence[ArticleScript], thread: Thread
) -> Iterator[str]:
    where = thread.slug
    yield from _unknown(where, "person", _people_of(thread), company.people_by_handle)
    yield from _unknown(where, "tag", thread.tags, (tag.slug for tag in company.tags))
    yield from _unknown(where, "application", [thread.application], (app.slug for app in company.applications))
    yield from _unknown(where, "site", [thread.site] if thread.site else [], company.sites_by_slug)
    if len(thread.title) not in TITLE_LENGTH:
        yield f"{where}: the title has {len(thread.title)} characters"
    if not thread.tags:
        yield f"{where}: no tags"
    if thread.boost and thread.boost.points not in BOOSTS:
        yield f"{where}: a boost of {thread.boost.points}"
    if thread.boost:
        yield from _by_analyst(company, where, "boost", Decision(thread.boost.by, thread.boost.at))
        yield from _own_taps(where, "boost", thread.asker, [thread.boost.by])
    for body in (thread.body, *(answer.body for answer in thread.answers)):
        if len(body) < BODY_AT_LEAST:
            yield f"{where}: too short: {body!r}"
    yield from _unique(f"{where}: answer by", (answer.by for answer in thread.answers))
    yield from _own_taps(where, "me too", thread.asker, thread.me_too)
    yield from _flag_rules(company, where, thread.asker, thread.flags)
    for comment in thread.all_comments():
        yield from _flag_rules(company, where, comment.by, comment.flags)
        yield from _by_analyst(company, where, "hides", comment.hidden)
    for name in ("closed", "reopened", "locked", "hidden"):
        decided: Decision | None = getattr(thread, name)
        yield from _by_analyst(company, where, name, decided)
    if thread.duplicate:
        yield from _unknown(where, "thread", [thread.duplicate.of], {one.slug for one in threads} - {where})
        yield from _by_analyst(company, where, "duplicate", Decision(thread.duplicate.by, thread.duplicate.at))
    for answer in thread.answers:
        yield from _answer(company, articles, thread, answer)
    if thread.visibility is Visibility.IT:
        yield from _private(company, thread)


def _answer(company: Company, articles: Sequence[ArticleScript], thread: Thread, answer: AnswerScript) -> Iterator[str]:
    where = f"{thread.slug}, answer by {answer.by}"
    yield from _own_taps(where, "helpful", answer.by, answer.helpful)
    yield from _own_taps(where, "solved it", answer.by, answer.solved_it)
    yield from _own_taps(where, "solved it by the asker", thread.asker, answer.solved_it)
    yield from _own_taps(where, "didn't work", answer.by, [misfit.by for misfit in answer.did_not_work])
    yield from _both(where, answer.solved_it, answer.did_not_work)
    yield from _own_taps(where, "kudos", answer.by, [kudos.by for kudos in answer.kudos])
    for kudos in answer.kudos:
        if len(kudos.words) not in WORDS_LENGTH:
            yield f"{where}: kudos of {len(kudos.words)} characters"
    yield from _flag_rules(company, where, answer.by, answer.flags)
    yield from _by_analyst(company, where, "endorsed", answer.endorsed)
    yield from _by_analyst(company, where, "hidden", answer.hidden)
    if answer.endorsed and answer.endorsed.by == answer.by:
        yield f"{where}: endorses their own answer"
    if answer.unaccepted and (not answer.accepted or answer.unaccepted.by != thread.asker):
        yield f"{where}: only the asker takes back an acceptance that was given"
    if answer.promoted:
        yield from _unknown(where, "article", [answer.promoted.article], (one.slug for one in articles))
        if not answer.endorsed or answer.promoted.by == answer.by:
            yield f"{where}: promoted without an endorsement, or by its own author"
        yield from _by_analyst(company, where, "promoted", Decision(answer.promoted.by, answer.promoted.at))


def _own_taps(where: str, kind: str, owner: str, people: Sequence[str]) -> Iterator[str]:
    if owner in people:
        yield f"{where}: {kind}: {owner} may not"
    yield from _unique(f"{where}: {kind} by", people)


def _both(where: str, solved_it: Sequence[str], did_not_work: Sequence[MisfitScript]) -> Iterator[str]:
    for handle in sorted(set(solved_it) & {misfit.by for misfit in did_not_work}):
        yield f"{where}: it solved it for {handle}, or it did not, but not both"


def _by_analyst(company: Company, where: str, what: str, decided: Decision | None) -> Iterator[str]:
    if decided and decided.by in company.people_by_handle and not company.person(decided.by).is_analyst:
        yield f"{where}: {what}: {decided.by} is no analyst"


def _flag_rules(company: Company, where: str, owner: str, flags: Sequence[FlagScript]) -> Iterator[str]:
    yield from _own_taps(where, "flag", owner, [flag.by for flag in flags])
    for flag in flags:
        if (flag.state is FlagState.OPEN) != (flag.decided is None):
            yield f"{where}: a flag is open until somebody decided"
        yield from _by_analyst(company, where, "flag decided", flag.decided)


def _private(company: Company, thread: Thread) -> Iterator[str]:
    analysts = {person.handle for person in company.people if person.is_analyst}
    strangers = set(_people_of(thread)) - analysts - {thread.asker}
    if strangers:
        yield f"{thread.slug}: private to IT, yet seen by {sorted(strangers)}"


def _people_of(thread: Thread) -> Iterator[str]:
    yield thread.asker
    if thread.boost:
        yield thread.boost.by
    yield from thread.me_too
    yield from thread.follows
    yield from (flag.by for flag in thread.flags)
    yield from (edit.by for edit in thread.edits)
    for comment in thread.all_comments():
        yield comment.by
        yield from (flag.by for flag in comment.flags)
    for answer in thread.answers:
        yield answer.by
        yield from answer.helpful
        yield from answer.solved_it
        yield from (misfit.by for misfit in answer.did_not_work)
        yield from (flag.by for flag in answer.flags)
        yield from (edit.by for edit in answer.edits)
        yield from (kudos.by for kudos in answer.kudos)
        if answer.endorsed:
            yield answer.endorsed.by


def _article(
    company: Company, threads: Sequence[Thread], articles: Sequence[ArticleScript], article: ArticleScript
) -> Iterator[str]:
    where = f"article {article.slug}"
    people = [article.author, article.owner, *article.solved_it, *(one.by for one in article.did_not_work)]
    yield from _unknown(where, "person", people, company.people_by_handle)
    yield from _unknown(where, "tag", article.tags, (tag.slug for tag in company.tags))
    yield from _unknown(where, "application", [article.application], (app.slug for app in company.applications))
    yield from _unknown(where, "category", [article.category], (one.slug for one in company.categories))
    yield from _own_taps(where, "solved it", article.owner, article.solved_it)
    if len(article.title) not in TITLE_LENGTH:
        yield f"{where}: the title has {len(article.title)} characters"
    if (article.state is ArticleState.DRAFT) != (article.published is None):
        yield f"{where}: a draft is not published, everything else is"
    if (article.state is ArticleState.RETIRED) != (article.retired is not None):
        yield f"{where}: retired, or not?"
    if article.retired:
        official = [one.slug for one in articles if one.state is not ArticleState.RETIRED]
        yield from _unknown(where, "official article", [article.retired.successor], official)
    for decided in (*article.verified, *_work_of_analysts(article)):
        yield from _by_analyst(company, where, "written, published or verified", decided)
    yield from _both(where, article.solved_it, article.did_not_work)
    if article.source:
        yield from _unknown(where, "thread", [article.source.thread], (thread.slug for thread in threads))
        if article.source.answer in article.solved_it:
            yield f"{where}: {article.source.answer} may not mark their own text"


def _work_of_analysts(article: ArticleScript) -> Iterator[Decision]:
    yield Decision(article.author, article.drafted)
    if article.published:
        yield article.published
    if article.retired:
        yield Decision(article.retired.by, article.retired.at)
    for revision in article.revisions:
        yield Decision(revision.by, revision.at)
