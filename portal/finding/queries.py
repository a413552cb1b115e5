"""One search, from what was asked to the page that is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from community.languages import language_name
from community.models import Tag
from portal.core import clock
from portal.core.db import session
from portal.core.models import Application
from portal.core.permissions import Actor
from portal.finding import curated, meaning, plain, seeing, sources
from portal.finding import index as door
from portal.finding.asked import MOST_PAGES, PAGE_SIZE, Asked
from portal.finding.cards import Facet, FacetGroup, OtherWords, Result, ResultsPage, Tab
from portal.finding.keys import key_of
from portal.finding.marks import marked
from portal.finding.passages import Passage, find_passage
from portal.search.documents import Flag, Kind
from portal.search.errors import SearchError
from portal.search.requests import request_of
from portal.search.results import Facets, Hit, Order, Page, Results, Spelling
from portal.search.snippets import highlight, snippet
from portal.search.synonyms import NO_SYNONYMS, Synonyms
from portal.search.syntax import Query, State
from portal.search.viewers import Viewer
from portal.web.found import Found

MOST_TAGS_SHOWN = 8
MOST_APPLICATIONS_SHOWN = 6
MOST_MISSING_SAID = 3
MOST_NAMES_MEANT = 3
"""Applications that one typed name may mean."""
LONGEST_TEXT = 20_000
"""Characters of a post that a snippet is looked for in."""
_KIND_LABELS = {Kind.QUESTION: "Questions", Kind.ANSWER: "Answers", Kind.ARTICLE: "Articles"}
_STATE_LABELS = (
    (State.ANSWERED, "Answered", Flag.ANSWERED),
    (State.UNANSWERED, "Still waiting", None),
    (State.ENDORSED, "IT-endorsed", Flag.ENDORSED),
    (State.MINE, "Written by me", None),
    (State.RETIRED, "No longer valid", None),
)


def search(actor: Actor, asked: Asked) -> ResultsPage:
    """What `actor` finds. Where there is no sound index, a plain look through the database, and the page says so."""
    if asked.is_empty:
        return ResultsPage(asked, problems=asked.typed.problems)
    viewer = seeing.viewer_of(actor)
    if asked.is_impersonal:
        viewer = seeing.impersonal(viewer)
    query = _with_names_of_here(asked.query)
    page = Page((asked.page - 1) * PAGE_SIZE, PAGE_SIZE)
    synonyms = synonyms_for(asked)
    try:
        found = door.index().search(
            query,
            viewer,
            now=clock.now(),
            page=page,
            order=asked.order,
            spelling=asked.spelling,
            synonyms=synonyms,
            meanings=meaning.meanings() if asked.spelling is Spelling.CORRECT else None,
        )
    except SearchError as problem:
        door.report(problem)
        return plain.look_through(actor, asked)
    return _page(actor, asked, query, viewer, found)


def synonyms_for(asked: Asked) -> Synonyms:
    """The words that mean the same here; none for somebody who wants exactly what was typed."""
    return curated.synonyms() if asked.spelling is Spelling.CORRECT else NO_SYNONYMS


def _with_names_of_here(query: Query) -> Query:
    """The query with its applications and tags as they are called here now."""
    return _with_known_applications(_with_tags_followed(query))


def _with_tags_followed(query: Query) -> Query:
    """The query with the tags that its tags were merged into, or renamed to."""
    typed = query.filters.tags
    if not typed:
        return query
    tag, target = aliased(Tag), aliased(Tag)
    wanted = select(tag.name, target.name.label("now")).join(target, target.id == tag.merged_into_id)
    rows = session().execute(wanted.where(tag.name.in_([name.lower() for name in typed])))
    now = {row.name: row.now for row in rows}
    followed = tuple(dict.fromkeys(now.get(name.lower(), name) for name in typed))
    return replace(query, filters=replace(query.filters, tags=followed))


def _with_known_applications(query: Query) -> Query:
    """The query with applications by the names they have here: people type "teams", or what stands in addresses."""
    typed = query.filters.applications
    if not typed:
        return query
    begins = [or_(Application.slug == one.lower(), Application.name.istartswith(one, autoescape=True)) for one in typed]
    names = session().scalars(
        select(Application.name)
        .where(or_(*begins))
        .order_by(func.length(Application.name))
        .limit(MOST_NAMES_MEANT * len(typed))
    )
    return replace(query, filters=replace(query.filters, applications=tuple(dict.fromkeys((*typed, *names)))))


def _page(actor: Actor, asked: Asked, query: Query, viewer: Viewer, found: Results) -> ResultsPage:
    again = sources.find_again(actor, [(hit.key, hit.thread) for hit in found.hits])
    hits = [(hit, again[hit.key]) for hit in found.hits if hit.key in again]
    # What somebody may no longer read is taken out of the count as well, until the index knows of it.
    total = found.total - (len(found.hits) - len(hits))
    used = found.corrected.query if found.corrected else query
    pinned = _pinned(actor, asked)
    threads = {one.thread for one in pinned}
    is_last = asked.page * PAGE_SIZE >= found.total or asked.page == MOST_PAGES
    return ResultsPage(
        asked=asked,
        total=total,
        results=[
            *(_chosen(one, used, viewer, synonyms_for(asked)) for one in pinned),
            *_results([hit for hit in hits if hit[1].thread not in threads], used, viewer, synonyms_for(asked)),
        ],
        passage=_passage(asked, [one for _, one in hits], used),
        tabs=_tabs(asked, found),
        facets=_facets(asked, query, found.facets),
        problems=asked.typed.problems,
        corrected=_corrected(asked, found),
        also=OtherWords(", ".join(found.also), asked.but(spelling=Spelling.EXACT).href) if found.also else None,
        did_you_mean=_did_you_mean(found),
        is_cut_short=found.timed_out,
        is_personal=any(_personal(hit) for hit, _ in hits),
        previous_href=replace(asked, page=asked.page - 1).href if asked.page > 1 else None,
        next_href=None if is_last else replace(asked, page=asked.page + 1).href,
    )


def _passage(asked: Asked, found: Sequence[Found], query: Query) -> Passage | None:
    """What answers, cited; where meaning is known, on the first page of a search for words."""
    known = meaning.meanings()
    if known is None or not len(known) or asked.page > 1 or asked.spelling is Spelling.EXACT:
        return None
    return find_passage(found, query, known, synonyms_for(asked))


def _pinned(actor: Actor, asked: Asked) -> list[Found]:
    """What IT chose for this search, as far as the viewer may read it; only above everything, never among filters."""
    if asked.page > 1 or asked.is_filtered or asked.order is not Order.RELEVANCE:
        return []
    threads = curated.pinned(key_of(asked.q))
    again = sources.find_again(actor, [(thread, thread) for thread in threads]) if threads else {}
    return [again[thread] for thread in threads if thread in again]


def _results(hits: Sequence[tuple[Hit, Found]], query: Query, viewer: Viewer, synonyms: Synonyms) -> list[Result]:
    words = [group.word for group in request_of(query, viewer.languages, synonyms).groups]
    return [_result(found, query, viewer, synonyms, _why(hit, found, words)) for hit, found in hits]


def _chosen(found: Found, query: Query, viewer: Viewer, synonyms: Synonyms) -> Result:
    return replace(_result(found, query, viewer, synonyms, "chosen by IT for this search"), is_pinned=True)


def _result(found: Found, query: Query, viewer: Viewer, synonyms: Synonyms, why: str) -> Result:
    return Result(
        kind=found.kind,
        href=found.href,
        title=marked(highlight(found.title, query, languages=viewer.languages, synonyms=synonyms)),
        snippet=marked(snippet(found.text[:LONGEST_TEXT], query, languages=viewer.languages, synonyms=synonyms)),
        trust=found.trust,
        state=found.state,
        is_private=found.is_private,
        application=found.application,
        tags=found.tags,
        author=found.author,
        at=found.at,
        why=why,
        language=_foreign(found, viewer),
    )


def _foreign(found: Found, viewer: Viewer) -> str:
    """The language of something the viewer may not read easily."""
    read = {language.partition("-")[0] for language in viewer.circumstances.languages}
    is_foreign = read and found.language and found.language.partition("-")[0] not in read
    return language_name(found.language) if is_foreign else ""


def _why(hit: Hit, found: Found, words: Sequence[str]) -> str:
    """What the marked words do not say of why it is where it is, in a few more."""
    missing = [word for word in words if word not in hit.why.words] if hit.why.words else []
    reasons = [f"without {', '.join(missing[:MOST_MISSING_SAID])}"] if missing else []
    if words and not hit.why.words:
        reasons.append("close in meaning")
    if found.solved_count:
        reasons.append(f"solved it for {found.solved_count}")
    return " · ".join([*reasons, *_personal(hit)])


def _personal(hit: Hit) -> list[str]:
    said = {
        "application": "about something you use",
        "department": "from your department",
        "site": "from your site",
        "device": "same device",
    }
    return [words for name, words in said.items() if hit.why.boosts.get(name, 0.0) > 0]


def _tabs(asked: Asked, found: Results) -> list[Tab]:
    kinds = asked.query.filters.kinds
    tabs = [Tab(asked.of_kind(None).href, "Everything", None if kinds else found.total, not kinds)]
    for kind, label in _KIND_LABELS.items():
        tabs.append(Tab(asked.of_kind(kind).href, label, found.facets.kinds.get(kind, 0), kinds == {kind}))
    return tabs


def _facets(asked: Asked, query: Query, facets: Facets) -> list[FacetGroup]:
    filters = query.filters
    states = [
        Facet(
            asked.in_state(state).href,
            label,
            facets.flags.get(flag, 0) if flag else None,
            state in filters.states,
        )
        for state, label, flag in _STATE_LABELS
    ]
    chosen = asked.query.filters.applications
    about = _named(facets.applications, chosen, filters.applications, MOST_APPLICATIONS_SHOWN)
    tags = _named(facets.tags, filters.tags, filters.tags, MOST_TAGS_SHOWN)
    groups = (
        FacetGroup("Only", states),
        FacetGroup("Application", [Facet(asked.about(name).href, name, count, on) for name, count, on in about]),
        FacetGroup("Tag", [Facet(asked.with_tag(name).href, name, count, on) for name, count, on in tags]),
    )
    return [group for group in groups if group.facets]


def _named(
    counts: Mapping[str, int], chosen: Collection[str], effective: Collection[str], most: int
) -> list[tuple[str, int, bool]]:
    """Names with their counts, those that are asked for first, and those also that nothing found has."""
    folded = {name.casefold() for name in effective}
    on = [(name, count, True) for name, count in counts.items() if name.casefold() in folded]
    off = [(name, count, False) for name, count in counts.items() if name.casefold() not in folded]
    missing = [] if on else [(name, 0, True) for name in chosen]
    return [*on, *missing, *off[: max(most - len(on), 0)]]


def _corrected(asked: Asked, found: Results) -> OtherWords | None:
    if found.corrected is None:
        return None
    words = " ".join(term.text for term in found.corrected.query.wanted)
    return OtherWords(words, asked.but(spelling=Spelling.EXACT).href)


def _did_you_mean(found: Results) -> OtherWords | None:
    return OtherWords(found.did_you_mean, Asked(q=found.did_you_mean).href) if found.did_you_mean else None
