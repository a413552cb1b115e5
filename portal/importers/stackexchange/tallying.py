"""What an import came to: by kind, what was read, written, left as it was, taken out, and skipped with why."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from portal.importers.stackexchange.badges import Agreement
from portal.importers.stackexchange.kinds import Table
from portal.importers.stackexchange.reader import Tally
from portal.importers.stackexchange.reputation import Recomputed


@dataclass
class Written:
    """Counts by kind."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class ImportReport:
    """All of it, for people and as JSON."""

    site: str
    rules: str
    tally: Tally
    written: Written
    members: list[Recomputed]
    badges: list[Agreement]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        skipped: dict[str, dict[str, int]] = {}
        for (table, fault), count in sorted(self.tally.skipped.items(), key=str):
            skipped.setdefault(table.value, {})[fault.value] = count
        for (kind, why), count in sorted(self.written.left_out.items()):
            if count:
                skipped.setdefault(kind, {})[why] = count
        undecided = self.tally.read[Table.BADGES] - sum(badge.published for badge in self.badges)
        if undecided > 0:
            skipped.setdefault("badges", {})["they do not follow from the dump's numbers"] = undecided
        written = self.written
        kinds = sorted({*written.new, *written.changed, *written.unchanged, *written.gone})
        return {
            "site": self.site,
            "rules": self.rules,
            "read": {table.value: count for table, count in sorted(self.tally.read.items())},
            "repaired": {table.value: count for table, count in sorted(self.tally.repaired.items())},
            "written": {
                kind: {
                    "new": written.new[kind],
                    "changed": written.changed[kind],
                    "unchanged": written.unchanged[kind],
                    "gone": written.gone[kind],
                }
                for kind in kinds
            },
            "skipped": skipped,
            "users": [
                {"id": member.id, "published": member.published, "recomputed": member.recomputed}
                for member in self.members
            ],
            "badges": [
                {
                    "name": badge.name,
                    "published": badge.published,
                    "recomputed": badge.recomputed,
                    "precision": round(badge.precision, 4),
                    "recall": round(badge.recall, 4),
                }
                for badge in self.badges
            ],
        }
