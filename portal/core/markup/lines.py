"""Lines of text: titles and names without what cannot be seen, and slugs for addresses."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^\w]+")
# Joiners that shape words in Persian, Arabic and Indic scripts and hold emoji together.
_KEPT = "\u200c\u200d"
_SLUG_LENGTH = 80


def clean_line(text: str, longest: int) -> str:
    """A title or name on one line: no control, direction-changing or invisible characters, spaces folded.

    At most `longest` characters; a letter is not cut off from its accents.
    """
    folded = _SPACE.sub(" ", unicodedata.normalize("NFC", text))
    seen = "".join(
        c for c in folded if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    end = min(longest, len(seen))
    while 0 < end < len(seen) and unicodedata.combining(seen[end]):
        end -= 1
    return seen[:end].strip(f" {_KEPT}")


def slugify(title: str) -> str:
    """A title as it stands in an address: lower case, accents dropped where Latin, other scripts kept; never empty."""
    plain = "".join(_unaccented(c) for c in unicodedata.normalize("NFC", title))
    words = _NO_WORD.sub("-", plain.casefold().replace("_", "-")).strip("-")
    return words[:_SLUG_LENGTH].strip("-") or "untitled"


def _unaccented(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character
