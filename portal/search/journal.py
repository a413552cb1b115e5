"""What was put and removed while a rebuild was running, so that the new index has it too."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.search.documents import Document, Flag, Kind, Trust


def note(journal: Path, documents: Iterable[Document], removed: Iterable[str]) -> None:
    """Appends changes, and returns once they are on the disk.

    Every line starts with its line break, so that a line cut short by a crash spoils no other.
    """
    with journal.open("a", encoding="utf-8") as file:
        for document in documents:
            file.write("\n" + json.dumps({"put": _plain(document)}))
        for key in removed:
            file.write("\n" + json.dumps({"remove": key}))
        file.flush()
        os.fsync(file.fileno())


def replay(journal: Path) -> dict[str, Document | None]:
    """The last state of every key that was noted; None for what was removed."""
    changes: dict[str, Document | None] = {}
    for line in journal.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # cut short by a crash, so its writer was never told that it was done
        if "put" in entry:
            document = _document(entry["put"])
            changes[document.key] = document
        else:
            changes[entry["remove"]] = None
    return changes


def _plain(document: Document) -> dict[str, Any]:
    plain = asdict(document)
    for name in ("created_at", "updated_at"):
        plain[name] = plain[name].isoformat()
    for name in ("readers", "flags"):
        plain[name] = sorted(plain[name])
    return plain


def _document(plain: Mapping[str, Any]) -> Document:
    return Document(
        **{
            **plain,
            "kind": Kind(plain["kind"]),
            "trust": Trust(plain["trust"]),
            "flags": frozenset(map(Flag, plain["flags"])),
            "readers": frozenset(plain["readers"]),
            "answers": tuple(plain["answers"]),
            "tags": tuple(plain["tags"]),
            "created_at": datetime.fromisoformat(plain["created_at"]),
            "updated_at": datetime.fromisoformat(plain["updated_at"]),
        }
    )
