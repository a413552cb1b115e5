"""What the game's acts are called in the audit log."""

from collections.abc import Mapping

from gamification import events
from portal.core.facts import Event
from portal.people.audit import Act

_CASE = "/desk/fair-play/{case_id}"

ACTS: Mapping[type[Event], Act] = {
    events.BadgeGiven: Act("gave a badge to", "{person}", "/people/{handle}", "{name}: {reason}"),
    events.BadgeWithdrawn: Act("took a badge back from", "{person}", "/people/{handle}", "{name}: {reason}"),
    events.BadgeDesigned: Act("{change} the badge", "{name}", "/badges/{badge}"),
    events.RulesChanged: Act("announced other point rules", "How points work", "/points/rules", "{says}"),
    events.GameSwitched: Act("decided about the game", "{switch}", "/admin/game", "{value}"),
    events.LedgerAged: Act("summed up old lines", "{lines} lines", "/admin/game", "of {people} people"),
    events.LicenceGranted: Act("gave a licence to", "{person}", "/people/{handle}", "{rank}: {reason}"),
    events.LicenceEnded: Act("took a licence back from", "{person}", "/people/{handle}", "{rank}: {reason}"),
    events.QuestOffered: Act("offered the quest", "{name}", "/desk/quests", "to {whose}"),
    events.QuestDeclined: Act("did not offer the quest", "{name}", "/desk/quests", "{note}"),
    events.QuestEnded: Act("ended the quest", "{name}", "/desk/quests", "of {whose}"),
    events.KudosRemoved: Act("removed kudos given by", "{person}", "/people/{handle}", "{reason}"),
    events.KudosKept: Act("saw no harm in kudos given by", "{person}", "/people/{handle}"),
    events.CaseDecided: Act("decided a case of fair play", "case {case_id}", _CASE, "{outcome}: {note}"),
    events.AppealDecided: Act("decided an appeal", "case {case_id}", _CASE, "{outcome}: {note}"),
    events.CaseLookedAt: Act("looked at the lines of people in", "case {case_id}", _CASE),
}
