"""Points and badges of an imported site: its votes replayed under a rule set, line by line, and what that came to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gamification.engine.entries import Entry
from gamification.engine.events import Event
from gamification.engine.loading import load_rules
from gamification.engine.memory import ForgetfulState
from gamification.engine.points import decide
from gamification.engine.rules import Rules
from gamification.importing import (
    Given,
    ImportedLine,
    give_imported_badge,
    settle_imported,
    take_back_badges,
    take_back_lines,
    write_lines,
)
from portal.core.db import transaction
from portal.importers.remembering import Known, batches, digest
from portal.importers.stackexchange.badges import recomputed_badges
from portal.importers.stackexchange.events import KnownPosts, as_default, events
from portal.importers.stackexchange.members import KIND as MEMBER
from portal.importers.stackexchange.posts import Source
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.reputation import rules_for

LINE, BADGE = "line", "badge"
STACK_EXCHANGE = "stackexchange"


def rules_named(name: str, posts: KnownPosts) -> Rules:
    """The rule set an import was asked to use; the network's own as it stood when the dump was made."""
    return rules_for(posts) if name == STACK_EXCHANGE else load_rules(name)


def import_points(dump: Dump, posts: KnownPosts, rules: Rules, source: Source) -> None:
    """Write a line for everything that was worth points, take back those of an earlier import that no longer hold."""
    for batch in batches(_entries(dump, posts, rules, source), 500):
        with transaction():
            _write(batch, rules, source)
    for gone in source.memory.gone(LINE):
        with transaction():
            source.written.gone["lines"] += take_back_lines([one.local_id for one in gone])
            source.memory.hollow(gone)
    for people in batches(_everybody(source)):
        with transaction():
            settle_imported(people, rules)


def _everybody(source: Source) -> list[int]:
    """Our people of this source, with those it no longer has: their lines and badges are gone with them."""
    return sorted({*source.memory.local_ids(MEMBER).values(), *source.members.values()})


def _entries(dump: Dump, posts: KnownPosts, rules: Rules, source: Source) -> Iterator[Entry]:
    state = ForgetfulState(rules)
    for event in _under(rules, events(dump, posts)):
        if event.receiver not in source.members:
            source.written.left_out["lines", "its member is gone"] += 1
            continue
        entry = decide(event, rules, state)
        state.add(entry)
        yield entry


def _under(rules: Rules, happened: Iterator[Event]) -> Iterator[Event]:
    if rules.name == STACK_EXCHANGE:
        yield from happened
        return
    for event in happened:
        translated = as_default(event)
        if translated is not None:
            yield translated


def _write(batch: Sequence[Entry], rules: Rules, source: Source) -> None:
    memory = source.memory
    known = memory.find(LINE, [f"{rules.name}:{entry.key}" for entry in batch])
    new: list[tuple[str, str, ImportedLine, Known | None]] = []
    same: list[Known] = []
    for entry in batch:
        key = f"{rules.name}:{entry.key}"
        line = _line(entry, source)
        digested = digest(line)
        found = known.get(key)
        if found is not None and found.digest == digested:
            same.append(found)
        else:
            new.append((key, digested, _named(key, line, found, source), found))
    memory.seen(same)
    source.written.unchanged["lines"] += len(same)
    take_back_lines([found.local_id for _, _, _, found in new if found is not None])
    ids = write_lines([line for _, _, line, _ in new], rules.name)
    fresh: dict[str, tuple[int, str]] = {}
    for (key, digested, _, found), ours in zip(new, ids, strict=True):
        if found is None:
            fresh[key] = (ours, digested)
        else:
            memory.moved(found.id, ours, digested)
    memory.add(LINE, fresh)
    source.written.new["lines"] += len(fresh)
    source.written.changed["lines"] += len(new) - len(fresh)


def _line(entry: Entry, source: Source) -> ImportedLine:
    """The entry with our ids in it."""
    kind, _, number = (entry.item or "").partition(":")
    places = source.places
    question = item = None
    title = ""
    if kind == "question" and int(number) in places.questions:
        question = places.questions[int(number)]
        item, title = f"question:{question}", places.title(int(number))
    elif kind == "answer" and int(number) in places.answers:
        asked = places.question_of_answer[int(number)]
        question = places.questions[asked]
        item, title = f"answer:{places.answers[int(number)]}", places.title(asked)
    giver = source.members.get(entry.giver) if entry.giver is not None else None
    return ImportedLine(entry, source.members[entry.receiver], giver, item, question, title)


def _named(key: str, line: ImportedLine, found: Known | None, source: Source) -> ImportedLine:
    # a line that takes another's place is known by the run that wrote it
    again = f"#{source.memory.run}" if found is not None else ""
    return replace(line, entry=replace(line.entry, key=f"{source.memory.source}:{key}{again}"[:160]))


def import_badges(dump: Dump, source: Source) -> None:
    """Give members the badges that the dump's own numbers decide, and take back those of an earlier one."""
    for_each = {badge.id for badge in load_rules(STACK_EXCHANGE).badges if badge.repeatable}
    deserved: set[tuple[int, str, str]] = set()
    for batch in batches(recomputed_badges(dump)):
        with transaction():
            for given in batch:
                if given.person in source.members:
                    item = _item(given.item, source) if given.badge in for_each else ""
                    award = (source.members[given.person], given.badge, item)
                    deserved.add(award)
                    match give_imported_badge(*award, given.at):
                        case Given.NEW:
                            source.written.new["badges"] += 1
                        case Given.DATED_ANEW:
                            source.written.changed["badges"] += 1
                        case Given.BEFORE:
                            source.written.unchanged["badges"] += 1
    for people in batches(_everybody(source)):
        with transaction():
            source.written.gone["badges"] += take_back_badges(people, deserved)


def _item(item: str | None, source: Source) -> str:
    kind, _, number = (item or "").partition(":")
    ours = (source.places.questions if kind == "question" else source.places.answers).get(int(number or 0))
    return f"{kind}:{ours}" if ours else ""
