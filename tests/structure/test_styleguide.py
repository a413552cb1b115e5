"""The look holds together: every component is shown, styled, named as its file, and nothing is styled by hand."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.paths import STATIC, TEMPLATES
from portal.web.assets import install_assets
from portal.web.components import install_components
from portal.web.display import install_display
from portal.web.fragments import csrf_token, fragments
from portal.web.styleguide import styleguide
from portal.web.styleguide.pages import ERRORS, GROUPS, PAGES, component_names

COMPONENTS = sorted(component_names())
STYLES = sorted(path for path in (STATIC / "css").rglob("*.css") if path.name != "mail.css")
"""All but the mails': mail programs know neither logical properties nor layers."""
PAGE_TEMPLATES = sorted(path for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts)
DRAWN_IN_PYTHON = {"icon"}

PHYSICAL = re.compile(
    r"(?<![\w-])((margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right|top|bottom)"
    r"|left|right|top|bottom|width|height|(min|max)-(width|height)|border-(top|bottom)-(left|right)-radius)\s*:"
)
PHYSICAL_VALUE = re.compile(r"(text-align|float|clear)\s*:\s*(left|right)\b")
IN_A_CONDITION = re.compile(r"@(media|container)[^{]*\{")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


@pytest.fixture
def guide() -> FlaskClient:
    app = Flask("guide", static_folder=None, template_folder=str(TEMPLATES))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.secret_key = "for the forms on it"
    app.jinja_env.globals.update(csrf_token=csrf_token, fragment=fragments)
    install_assets(app)
    install_components(app)
    install_display(app)
    app.jinja_env.globals["game_is_on"] = lambda: True  # there is no database to ask
    app.register_blueprint(styleguide)
    return app.test_client()


def test_the_style_guide_shows_every_component_once() -> None:
    shown = Counter(name for names in GROUPS.values() for name in names)
    assert shown == Counter(COMPONENTS)


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_is_one_macro_named_as_its_file_and_has_a_sample(name: str) -> None:
    source = _read(TEMPLATES / "components" / f"{name}.html")
    assert re.findall(r"{%-? macro (\w+)\(", source) == [name]
    assert f"{name}(" in _read(TEMPLATES / "styleguide" / "samples" / f"{name}.html") or name == "shortcuts"


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_says_first_what_it_is_given(name: str) -> None:
    assert _read(TEMPLATES / "components" / f"{name}.html").startswith("{#- ")


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_has_a_style_of_its_own_name(name: str) -> None:
    style = _read(STATIC / "css" / "components" / f"{name}.css")
    assert f".c-{name.replace('_', '-')}" in style


def test_every_style_of_a_component_is_bundled_and_belongs_to_one() -> None:
    files = {path.stem for path in (STATIC / "css" / "components").glob("*.css")} - {"index"}
    bundled = set(re.findall(r'@import "\./(\w+)\.css"', _read(STATIC / "css" / "components" / "index.css")))
    assert bundled == files == set(COMPONENTS) | DRAWN_IN_PYTHON


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_style_knows_left_from_right_or_measures_type_in_pixels(path: Path) -> None:
    style = IN_A_CONDITION.sub("{", COMMENT.sub("", _read(path)))
    assert [match.group() for match in PHYSICAL.finditer(style)] == []
    assert PHYSICAL_VALUE.findall(style) == []
    assert re.findall(r"font(?:-size)?\s*:[^;]*\dpx", style) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_colours_come_from_the_tokens(path: Path) -> None:
    allowed = {"tokens.css", "base.css", "post_body.css", "badge.css"}
    style = COMMENT.sub("", _read(path))
    assert path.name in allowed or re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)\(", style) == []


@pytest.mark.parametrize("path", PAGE_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_carries_style_or_script_of_its_own(path: Path) -> None:
    source = JINJA.sub("", _read(path))
    assert re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", source) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", source) == []


@pytest.mark.parametrize("path", PAGE_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_layout_and_utility_class_of_a_template_is_styled(path: Path) -> None:
    styles = "".join(_read(style) for style in STYLES)
    used = {
        name for value in re.findall(r'class="([^"]*)"', _read(path)) for name in re.findall(r"\b[lup]-[\w-]+", value)
    }
    missing = {name for name in used if not re.search(rf"\.{re.escape(name)}(?![\w-])", styles)}
    assert missing == set()


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    listed = set(_read(STATIC / "icons.txt").split()) | {path.stem for path in (STATIC / "svg").glob("*.svg")}
    named = re.compile(r"""(?:glyph|icon)(?:"|')?\s*[=:]\s*["']([a-z0-9-]+)["']|icon\("([a-z0-9-]+)\"""")
    sources = [*PAGE_TEMPLATES, *_python_and_data()]
    used = {one or other for path in sources for one, other in named.findall(_read(path))}
    assert used - listed == set()


def test_the_list_of_icons_is_in_order_and_has_each_once() -> None:
    names = _read(STATIC / "icons.txt").split()
    assert names == sorted(set(names))


@pytest.mark.parametrize(
    "address", ["/", *(f"/pages/{name}" for name in PAGES), *(f"/errors/{code}" for code in ERRORS)]
)
def test_every_page_of_the_style_guide_renders(guide: FlaskClient, address: str) -> None:
    answer = guide.get(f"/styleguide{address}")
    assert answer.status_code == 200
    assert answer.text.count("<main") == 1


def test_every_sample_draws_its_component(guide: FlaskClient) -> None:
    page = guide.get("/styleguide/").text
    sections = re.split(r'data-component="(\w+)"', page)[1:]
    samples = dict(zip(sections[::2], sections[1::2], strict=True))
    unseen = {
        name for name, text in samples.items() if f"c-{name.replace('_', '-')}" not in text.split("g-sample__stage")[1]
    }
    assert set(samples) == set(COMPONENTS)
    assert unseen == {"shortcuts"}, "the keys are in the frame of every page"


def test_no_two_things_on_the_style_guide_share_an_id(guide: FlaskClient) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', guide.get("/styleguide/").text))
    assert [one for one, count in ids.items() if count > 1] == []


def test_names_that_look_like_markup_stay_text_in_every_chip_and_row(guide: FlaskClient) -> None:
    from portal.web.styleguide.shapes import Person

    hostile = Person("x", "<img src=x onerror=alert(1)>", 1, "<b>Starter</b>", "superuser")
    with guide.application.test_request_context():
        chip = guide.application.jinja_env.from_string(
            '{% from "components/person_chip.html" import person_chip %}{{ person_chip(who, note=who.name) }}'
        ).render(who=hostile)
    assert "<img" not in chip
    assert "&lt;img src=x" in chip


def test_the_manifest_names_what_the_layout_asks_for() -> None:
    manifest = json.loads(_read(STATIC / "dist" / "manifest.json"))
    asked = set(re.findall(r"asset\('([^']+)'\)", _read(TEMPLATES / "layouts" / "base.html")))
    assert asked <= set(manifest["files"])
    assert all((STATIC / "dist" / Path(address).name).is_file() for address in manifest["files"].values())


def _python_and_data() -> list[Path]:
    root = TEMPLATES.parent
    rooms = [root / name for name in ("portal", "community", "knowledge", "gamification")]
    return [path for room in rooms for pattern in ("*.py", "*.toml") for path in room.rglob(pattern)]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
