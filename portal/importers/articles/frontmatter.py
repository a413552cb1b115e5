"""The lines of YAML above an article: texts and lists of texts, nothing that could be more."""

import re
from dataclasses import dataclass

import yaml

LONGEST = 32_000
"""Characters of front matter."""
DEEPEST = 8
"""Lists and mappings within one another."""

_FRONT = re.compile(r"\ufeff?---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class FrontMatterError(Exception):
    """It is not what front matter should be."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values by name; names in lower case. A single text stands for a list of one, and the other way about."""

    values: dict[str, tuple[str, ...]]

    def text(self, *names: str) -> str:
        """The first text under the first of the names that is there; empty if none is."""
        return next((self.values[name][0] for name in names if self.values.get(name)), "")

    def texts(self, *names: str) -> tuple[str, ...]:
        return next((self.values[name] for name in names if self.values.get(name)), ())


def split_front_matter(source: str) -> tuple[FrontMatter, str]:
    """The front matter (empty if there is none) and the body below it. Raises `FrontMatterError`."""
    front = _FRONT.match(source)
    if front is None:
        return FrontMatter({}), source.removeprefix("\ufeff")
    if len(front["yaml"]) > LONGEST:
        raise FrontMatterError(f"longer than {LONGEST} characters")
    try:
        # nothing but texts, lists and mappings, and no aliases: see the loader
        values = yaml.load(front["yaml"], Loader=_TextLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise FrontMatterError(" ".join(str(error).split())[:200]) from None
    if values is None or values == "":
        values = {}
    if not isinstance(values, dict):
        raise FrontMatterError("not a list of names and values")
    flat = {str(name).strip().lower(): _flat(value) for name, value in values.items()}
    return FrontMatter(flat), source[front.end() :]


class _TextLoader(yaml.BaseLoader):
    """Reads every scalar as its text: `title: No` stays No. Aliases, which can multiply, are refused."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it refers back to itself with an alias")
        self._depth += 1
        if self._depth > DEEPEST:
            raise yaml.YAMLError("it is nested too deep")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _flat(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list):
        return tuple(text for item in value for text in _flat(item))
    return ()
