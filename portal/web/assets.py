"""Names the built front-end files: `asset("app.js")` is its address, `icon("search")` a picture from the sprite."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from flask import Flask
from markupsafe import Markup, escape

from portal.core.paths import STATIC_DIST

MANIFEST: Final = STATIC_DIST / "manifest.json"


class AssetsMissing(RuntimeError):
    """The front end has not been built, or a name is not in it."""


@dataclass(frozen=True)
class Assets:
    """What `static/build.mjs` made: address by logical name, what app.js imports, the icons in the sprite."""

    files: Mapping[str, str]
    preload: tuple[str, ...]
    icons: frozenset[str]

    def address(self, name: str) -> str:
        """The address of one built file, with its hash: `/static/dist/app-4F2K.js`."""
        try:
            return self.files[name]
        except KeyError:
            raise AssetsMissing(f"{name!r} is not in {MANIFEST.name}; built are {sorted(self.files)}") from None

    def icon(self, name: str, label: str = "") -> Markup:
        """An icon in the colour and size of the text around it; with a label it speaks, without it is silent."""
        drawn = self._drawn.get(name)
        if drawn is None:
            raise AssetsMissing(f"no icon {name!r}; list it in static/icons.txt and build the front end")
        if not label:
            return drawn
        return Markup('<span class="c-icon__said">{}<span class="u-hidden">{}</span></span>').format(drawn, label)

    @cached_property
    def _drawn(self) -> Mapping[str, Markup]:
        sprite = escape(self.address("icons.svg"))
        return {
            name: Markup('<svg class="c-icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(sprite, name)
            for name in self.icons
        }


def load_assets(manifest: Path = MANIFEST) -> Assets:
    """Reads the manifest.

    Raises:
        AssetsMissing: it is not there, because the front end was never built.
    """
    try:
        built = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AssetsMissing("The front end is not built yet. Run: npm ci --ignore-scripts && npm run build") from None
    return Assets(files=built["files"], preload=tuple(built["preload"]), icons=frozenset(built["icons"]))


def install_assets(app: Flask) -> None:
    """Gives every template `asset(name)` and `icon(name, label="")`."""
    assets = load_assets()
    app.jinja_env.globals.update(asset=assets.address, asset_preload=assets.preload, icon=assets.icon)
