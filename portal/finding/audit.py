"""What the acts of those who look after search are called in the audit log."""

from collections.abc import Mapping

from portal.core.facts import Event
from portal.finding import events
from portal.people.audit import Act

ACTS: Mapping[type[Event], Act] = {
    events.SynonymsChanged: Act("{change} synonyms of", "{typed}", "/desk/search/synonyms", "{also}"),
    events.PinChanged: Act("{change} an answer for the search", "{typed}", "/desk/search/pins", "{thread}"),
}
