"""Puts the files that an article includes in their places."""

import re
from pathlib import PurePosixPath

from portal.importers.articles.frontmatter import FrontMatterError, split_front_matter
from portal.importers.articles.library import Library, MissingError, OutsideError
from portal.importers.articles.rows import LeftOut, PartFault
from portal.importers.markdown_text import outside_code

DEEPEST = 6
"""Files included by included files."""
MOST = 100
"""Files included in one article."""
LONGEST = 500_000
"""Characters included in one article."""

_INCLUDE = re.compile(
    r"^(?P<margin>[ \t>]*)?\[!INCLUDE[ \t]*\[[^\]\n]*\][ \t]*\((?P<path>[^)\n]+)\)[ \t]*\][ \t]*"
    r"|\[!INCLUDE[ \t]*\[[^\]\n]*\][ \t]*\((?P<inline>[^)\n]+)\)[ \t]*\]",
    re.IGNORECASE | re.MULTILINE,
)


class Includer:
    """Expands the includes of one article, and says what it left out."""

    def __init__(self, library: Library, article: PurePosixPath) -> None:
        self._library, self._article = library, article
        self._count = self._length = 0
        self.left_out: list[LeftOut] = []

    def expand(self, body: str) -> str:
        return self._expand(body, (self._article,))

    def _expand(self, body: str, inside: tuple[PurePosixPath, ...]) -> str:
        def replaced(found: re.Match[str]) -> str:
            text = self._included(found["path"] or found["inline"], inside)
            # the lines of an include belong where its mark stood: in a list, in a quote
            margin = found["margin"] or ""
            return "\n".join(f"{margin}{line}".rstrip() for line in text.split("\n")) if found["path"] else text

        return outside_code(body, lambda text: _INCLUDE.sub(replaced, text))

    def _included(self, written: str, inside: tuple[PurePosixPath, ...]) -> str:
        written = written.strip().split("?", maxsplit=1)[0]
        try:
            path = self._library.target(inside[-1], written)
            if path in inside:
                return self._leave_out(PartFault.INCLUDE_CYCLE, written)
            text = self._library.read(path)
        except OutsideError:
            return self._leave_out(PartFault.INCLUDE_OUTSIDE, written)
        except MissingError:
            return self._leave_out(PartFault.INCLUDE_MISSING, written)
        try:
            _, text = split_front_matter(text)
        except FrontMatterError:
            return self._leave_out(PartFault.INCLUDE_MISSING, written)
        self._count += 1
        self._length += len(text)
        if self._count > MOST or self._length > LONGEST or len(inside) > DEEPEST:
            return self._leave_out(PartFault.INCLUDES_TOO_MUCH, written)
        return self._expand(text.strip("\n"), (*inside, path))

    def _leave_out(self, fault: PartFault, written: str) -> str:
        self.left_out.append(LeftOut(str(self._article), fault, written[:200]))
        return ""
