"""What a page costs to fetch: the limits hold for script and style together, compressed, lazily loaded ones too."""

import json

from portal.core.paths import STATIC_DIST

MOST_FOR_A_QUESTION = 90_000
"""Bytes of script and style that a question's page may transfer."""


def test_script_and_style_of_a_question_page_stay_under_their_limit() -> None:
    manifest = json.loads((STATIC_DIST / "manifest.json").read_text(encoding="utf-8"))
    style = STATIC_DIST / f"{manifest['files']['style.css'].rsplit('/', 1)[-1]}.gz"
    total = style.stat().st_size + sum(path.stat().st_size for path in STATIC_DIST.glob("*.js.gz"))
    assert 20_000 < total < MOST_FOR_A_QUESTION


def test_there_are_two_font_files_and_no_more() -> None:
    assert len(list(STATIC_DIST.glob("*.woff2"))) == 2


def test_everything_that_compresses_is_there_compressed() -> None:
    plain = [path for suffix in ("*.js", "*.css", "*.svg") for path in STATIC_DIST.glob(suffix)]
    assert plain
    assert all(path.with_name(f"{path.name}.{coding}").is_file() for path in plain for coding in ("gz", "br"))
