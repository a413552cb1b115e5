"""A folder of articles: which files are in it, safe ways to get at them, and whose work they are."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from portal.importers.attribution import Attribution

LONGEST_FILE = 1_000_000
"""Bytes."""

_MARKDOWN = {".md", ".markdown"}
_README = ("readme.md", "license.md", "contributing.md", "security.md", "code_of_conduct.md", "toc.md")
_REMOTE = re.compile(
    r"^\s*url\s*=\s*(?:https://github\.com/|git@github\.com:)([\w.-]+)/([\w.-]+?)(?:\.git)?\s*$", re.MULTILINE
)


class NotALibraryError(Exception):
    """The folder holds no articles. The sentence says what was looked for."""


class OutsideError(Exception):
    """A path leads out of the library's folder."""


class MissingError(Exception):
    """There is no such file, or it is not text in UTF-8, or too long."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a library comes from: a public repository of somebody's documentation."""

    owner: str
    """Who has to be named: `Microsoft`."""
    owner_url: str
    name: str
    url: str
    """The repository. `{url}/blob/{branch}/{path}` is a file of it."""
    branch: str
    site_url: str
    """What addresses beginning with `/` are relative to."""
    licence_name: str
    licence_url: str

    def file_url(self, path: str) -> str:
        return f"{self.url}/blob/{self.branch}/{path}"

    def attribution(self, path: str) -> Attribution:
        return Attribution(
            site_name=self.name,
            site_url=self.url,
            original_url=self.file_url(path),
            author_name=self.owner,
            author_url=self.owner_url,
            licence_name=self.licence_name,
            licence_url=self.licence_url,
        )


class Library:
    """The folder. Paths are those of its files, with `/`, below it."""

    def __init__(self, folder: Path, source: Source | None = None) -> None:
        if not folder.is_dir():
            raise NotALibraryError(f"There is no folder {folder}.")
        self.folder = folder
        self._real = folder.resolve()
        self.source = source or source_of(folder)

    def files(self) -> Iterator[PurePosixPath]:
        """Every Markdown file that could be an article, in the order of their paths."""
        for path in sorted(self.folder.rglob("*.*")):
            relative = PurePosixPath(path.relative_to(self.folder).as_posix())
            if _could_be_an_article(relative) and path.is_file():
                yield relative

    def target(self, path: PurePosixPath, written: str) -> PurePosixPath:
        """The file that a relative address means on the page of `path`. Raises `OutsideError`."""
        written = unquote(written).replace("\\", "/")
        parts = [] if written.startswith("~/") else list(path.parent.parts)
        for part in PurePosixPath(written.removeprefix("~/")).parts:
            if part == "..":
                if not parts:
                    raise OutsideError(written)
                parts.pop()
            elif part.startswith("/") or ":" in part or "\0" in part:
                raise OutsideError(written)
            else:
                parts.append(part)
        return PurePosixPath(*parts)

    def read(self, path: PurePosixPath) -> str:
        """The text of a file. Raises `OutsideError` (a link may lead anywhere) and `MissingError`."""
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self._real):
            raise OutsideError(str(path))
        try:
            if file.stat().st_size > LONGEST_FILE:
                raise MissingError(f"{path} is longer than {LONGEST_FILE} bytes")
            return file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        except OSError:
            raise MissingError(f"{path} is not there") from None
        except UnicodeDecodeError:
            raise MissingError(f"{path} is not text in UTF-8") from None

    def holds(self, path: PurePosixPath) -> bool:
        """Whether there is such a file, really inside."""
        file = (self.folder / path).resolve()
        return file.is_relative_to(self._real) and file.is_file()


def _could_be_an_article(path: PurePosixPath) -> bool:
    if any(part.startswith(".") for part in path.parts):
        return False
    return path.suffix.lower() in _MARKDOWN and path.name.lower() not in _README


def source_of(folder: Path) -> Source | None:
    """Whose work a folder is, by what it says of itself: its clone, its build file, its licence and README."""
    licence = _licence(folder)
    if licence is None:
        return None
    repository = _repository(folder)
    if repository is None:
        return None
    organisation, name = repository
    is_microsoft = organisation == _MICROSOFT
    return Source(
        owner="Microsoft" if is_microsoft else organisation,
        owner_url="https://learn.microsoft.com/" if is_microsoft else f"https://github.com/{organisation}",
        name=f"{organisation}/{name}",
        url=f"https://github.com/{organisation}/{name}",
        branch="main",
        site_url="https://learn.microsoft.com" if is_microsoft else "",
        licence_name=licence[0],
        licence_url=licence[1],
    )


_MICROSOFT = "MicrosoftDocs"
_LICENCES = (
    (re.compile(r"Attribution 4\.0 International"), "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    (
        re.compile(r"Attribution-ShareAlike 4\.0 International"),
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    (re.compile(r"^MIT License", re.MULTILINE), "MIT", "https://opensource.org/license/mit"),
)


def _licence(folder: Path) -> tuple[str, str] | None:
    text = _head(folder / "LICENSE") + _head(folder / "LICENSE.md") + _head(folder / "README.md")
    return next(((name, url) for sign, name, url in _LICENCES if sign.search(text)), None)


def _repository(folder: Path) -> tuple[str, str] | None:
    """Organisation and name: from the clone's settings, else from the name of what Microsoft's build writes."""
    if remote := _REMOTE.search(_head(folder / ".git" / "config")):
        return remote[1], remote[2]
    if "Microsoft documentation" not in _head(folder / "README.md"):
        return None
    for build in sorted(folder.glob("*/docfx.json"))[:10]:
        try:
            destination = json.loads(build.read_text(encoding="utf-8-sig"))["build"]["dest"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        # each folder of such a repository is built on its own, into one named after both
        if isinstance(destination, str) and (found := re.match(r"(\w+Docs-\w+)", destination)):
            return _MICROSOFT, found[1]
    return None


def _head(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(50_000)
    except OSError:
        return ""
