"""The sections of the settings and of the administration, as their navigation shows them."""

from dataclasses import dataclass
from typing import Final

from portal.core.play import play


@dataclass(frozen=True)
class Section:
    """A section: where it is, and whether one is there."""

    href: str
    label: str
    icon: str
    is_current: bool = False


_SETTINGS: Final = (
    ("/settings", "Profile", "person"),
    ("/settings/points", "Points", "trophy"),
    ("/settings/news", "News", "bell"),
    ("/settings/look", "Look", "circle-half"),
    ("/settings/security", "Signing in", "shield-lock"),
)
_POINTS: Final[str] = "/settings/points"
_ADMIN: Final = (
    ("/admin", "People", "people"),
    ("/admin/import", "Import people", "upload"),
    ("/admin/departments", "Departments", "building"),
    ("/admin/sites", "Sites", "geo-alt"),
    ("/admin/applications", "Applications", "window"),
    ("/admin/game", "Points and badges", "trophy"),
    ("/admin/badges", "Own badges", "award"),
    ("/admin/licences", "Licences", "patch-check"),
    ("/admin/log", "Log", "clock-history"),
    ("/admin/mails", "Mails", "envelope"),
    ("/admin/deliveries", "Deliveries", "inbox"),
)


def settings_sections(current: str) -> list[Section]:
    """The sections of one's own settings."""
    sections = [Section(href, label, icon, href == current) for href, label, icon in _SETTINGS]
    return [section for section in sections if section.href != _POINTS or play().is_on]


def admin_sections(current: str) -> list[Section]:
    """The sections of the administration."""
    return [Section(href, label, icon, href == current) for href, label, icon in _ADMIN]
