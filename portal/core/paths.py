"""Where the portal's own files lie: beside the code in a checkout, inside the package when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "_assets"

ASSETS = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
"""The folder that holds the three below. The wheel carries it as `portal/_assets`; a checkout has none."""

TEMPLATES = ASSETS / "templates"
"""The Jinja templates."""

STATIC = ASSETS / "static"
"""Style and script as written; what browsers get is in `STATIC_DIST`."""

STATIC_DIST = STATIC / "dist"
"""What the front-end build wrote, with its `manifest.json`."""

MIGRATIONS = ASSETS / "migrations"
"""The Alembic environment and its versions."""
