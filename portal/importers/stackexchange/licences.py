"""Under which licence a contribution to a Stack Exchange site stands."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Licence:
    name: str
    url: str


CC_BY_SA_2_5 = Licence("CC BY-SA 2.5", "https://creativecommons.org/licenses/by-sa/2.5/")
CC_BY_SA_3_0 = Licence("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/")
CC_BY_SA_4_0 = Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")

_KNOWN = {licence.name: licence for licence in (CC_BY_SA_2_5, CC_BY_SA_3_0, CC_BY_SA_4_0)}
_SPELLING = re.compile(r"cc[ -]by[ -]sa[ -](\d\.\d)", re.IGNORECASE)

# The network's own account of when its licence changed: https://stackoverflow.com/help/licensing
_SINCE_3_0 = datetime(2011, 4, 8, tzinfo=UTC)
_SINCE_4_0 = datetime(2018, 5, 2, tzinfo=UTC)


def licence_of(named: str, written: datetime) -> Licence:
    """The licence the dump names; where it names none that we know, the one in force when `written`."""
    spelled = _SPELLING.fullmatch(named.strip())
    if spelled and (licence := _KNOWN.get(f"CC BY-SA {spelled[1]}")):
        return licence
    if written < _SINCE_3_0:
        return CC_BY_SA_2_5
    return CC_BY_SA_3_0 if written < _SINCE_4_0 else CC_BY_SA_4_0
