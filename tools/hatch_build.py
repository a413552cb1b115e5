"""The packaging hook: builds the front-end where it is missing or stale, and puts the assets into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = ("migrations", "static", "templates")


class QuestboardBuildHook(BuildHookInterface[Any]):
    """Called by hatchling before each sdist and wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the front-end current and list the assets; an editable install (`version`) finds both in place."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from tools import frontend

        frontend.ensure_built()
        if self.target_name == "wheel":
            build_data["force_include"] |= {str(Path(self.root, name)): f"portal/_assets/{name}" for name in ASSETS}
