"""threads/*.yml into frozen Threads.

Short forms keep the files readable: `endorsed: ana -12d 09:30`, `promoted: ana -11d 10:00 article-slug`, and
a comment as `emma -12d 09:41: Thank you, …`.
"""

from pathlib import Path

import yaml

from portal.demo.fields import Fields, ScriptError, parse_stamp
from portal.demo.prose import unfolded
from portal.demo.talk import (
    AnswerScript,
    BoostScript,
    CommentScript,
    Decision,
    DuplicateScript,
    EditScript,
    FlagReason,
    FlagScript,
    FlagState,
    KudosScript,
    MisfitScript,
    PromotionScript,
    Thread,
    Visibility,
)


def read_threads(folder: Path) -> tuple[Thread, ...]:
    """Every thread of every file, files by name, threads as written."""
    return tuple(thread for path in sorted(folder.glob("*.yml")) for thread in _read_file(path))


def _read_file(path: Path) -> list[Thread]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, list):
        raise ScriptError(f"{path.name}: a list of threads was expected")
    return [read_thread(Fields(entry, f"{path.name}, thread {number}")) for number, entry in enumerate(raw, 1)]


def read_thread(fields: Fields) -> Thread:
    slug = fields.text("id")
    fields.where = f"{fields.where} ({slug})"
    title, body = fields.text("title"), unfolded(fields.text("body"))
    thread = Thread(
        slug=slug,
        title=title,
        asker=fields.text("asker"),
        at=fields.moment("at"),
        application=fields.text("application"),
        tags=fields.texts("tags"),
        site=fields.text("site") if fields.has("site") else None,
        device=fields.text_or("device", ""),
        visibility=fields.choice("visibility", Visibility) if fields.has("visibility") else Visibility.EVERYONE,
        body=body,
        edits=_edits(fields, body),
        comments=_comments(fields),
        me_too=fields.texts("me_too"),
        follows=fields.texts("follows"),
        answers=tuple(_answer(entry) for entry in fields.entries("answers")),
        flags=_flags(fields),
        duplicate=_duplicate(fields),
        closed=decision(fields, "closed"),
        reopened=decision(fields, "reopened"),
        locked=decision(fields, "locked"),
        hidden=decision(fields, "hidden"),
        boost=_boost(fields),
    )
    fields.done()
    return thread


def _boost(fields: Fields) -> BoostScript | None:
    if not fields.has("boost"):
        return None
    by, at, points = fields.stamp("boost")
    if not points.isdecimal():
        raise ScriptError(f"{fields.where}: boost: write `ana -1d 10:00 50`")
    return BoostScript(by, at, int(points))


def _answer(fields: Fields) -> AnswerScript:
    body = unfolded(fields.text("body"))
    answer = AnswerScript(
        by=fields.text("by"),
        at=fields.moment("at"),
        body=body,
        edits=_edits(fields, body),
        comments=_comments(fields),
        helpful=fields.texts("helpful"),
        solved_it=fields.texts("solved_it"),
        did_not_work=misfits(fields),
        accepted=fields.moment("accepted") if fields.has("accepted") else None,
        unaccepted=decision(fields, "unaccepted"),
        endorsed=decision(fields, "endorsed"),
        promoted=_promotion(fields),
        flags=_flags(fields),
        hidden=decision(fields, "hidden"),
        kudos=tuple(_kudos(entry) for entry in fields.entries("kudos")),
    )
    fields.done()
    return answer


def _kudos(fields: Fields) -> KudosScript:
    said = _comment(fields)
    return KudosScript(said.by, said.at, said.body)


def decision(fields: Fields, name: str) -> Decision | None:
    if not fields.has(name):
        return None
    by, at, note = fields.stamp(name)
    return Decision(by, at, note)


def misfits(fields: Fields) -> tuple[MisfitScript, ...]:
    return tuple(_misfit(entry) for entry in fields.entries("did_not_work"))


def _misfit(fields: Fields) -> MisfitScript:
    misfit = MisfitScript(
        by=fields.text("by"),
        at=fields.moment("at"),
        reason=fields.choice("reason", FlagReason),
        note=fields.text_or("note", ""),
    )
    fields.done()
    return misfit


def _promotion(fields: Fields) -> PromotionScript | None:
    if not fields.has("promoted"):
        return None
    by, at, article = fields.stamp("promoted")
    return PromotionScript(by, at, article)


def _duplicate(fields: Fields) -> DuplicateScript | None:
    if not fields.has("duplicate"):
        return None
    by, at, rest = fields.stamp("duplicate")
    of, _, note = rest.partition(" ")
    return DuplicateScript(by, at, of, note.strip())


def _comments(fields: Fields) -> tuple[CommentScript, ...]:
    return tuple(_comment(entry) for entry in fields.entries("comments"))


def _comment(fields: Fields) -> CommentScript:
    if fields.has("body"):
        comment = CommentScript(
            by=fields.text("by"),
            at=fields.moment("at"),
            body=fields.text("body"),
            flags=_flags(fields),
            hidden=decision(fields, "hidden"),
        )
        fields.done()
        return comment
    if len(fields.raw) != 1:
        raise ScriptError(f"{fields.where}: write `name moment: text`, or by, at and body")
    (stamp,) = fields.raw
    with fields.explained("comment"):
        by, at, _ = parse_stamp(stamp)
    return CommentScript(by, at, fields.text(stamp), flags=(), hidden=None)


def _flags(fields: Fields) -> tuple[FlagScript, ...]:
    return tuple(_flag(entry) for entry in fields.entries("flags"))


def _flag(fields: Fields) -> FlagScript:
    flag = FlagScript(
        by=fields.text("by"),
        at=fields.moment("at"),
        reason=fields.choice("reason", FlagReason),
        note=fields.text_or("note", ""),
        state=fields.choice("state", FlagState),
        decided=decision(fields, "decided"),
    )
    fields.done()
    return flag


def _edits(fields: Fields, body: str) -> tuple[EditScript, ...]:
    """Edits written as `append`, as `replace: [old, new]` or as a whole `body`, turned into whole texts."""
    edits: list[EditScript] = []
    for entry in fields.entries("edits"):
        body = _edited(entry, body)
        edits.append(
            EditScript(
                by=entry.text("by"),
                at=entry.moment("at"),
                note=entry.text("note"),
                title=entry.text("title") if entry.has("title") else None,
                body=body,
            )
        )
        entry.done()
    return tuple(edits)


def _edited(entry: Fields, body: str) -> str:
    if entry.has("append"):
        return f"{body}\n\n{unfolded(entry.text('append'))}"
    if entry.has("body"):
        return unfolded(entry.text("body"))
    if not entry.has("replace"):
        return body
    old, new = entry.texts("replace")
    if body.count(old) != 1:
        raise ScriptError(f"{entry.where}: {old!r} should be in the text exactly once")
    return body.replace(old, new)
