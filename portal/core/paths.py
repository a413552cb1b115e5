"""Where the things that are not code lie: style and script, templates, migrations."""

from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]

STATIC: Final = _ROOT / "static"
TEMPLATES: Final = _ROOT / "templates"
MIGRATIONS: Final = _ROOT / "migrations"
