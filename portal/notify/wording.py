"""Names and titles inside a sentence of ours: a right-to-left one must not turn the rest of the sentence around."""

import unicodedata

_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END = "\u2068", "\u2069"


def named(text: str) -> str:
    """A name, set apart where it runs from right to left (Unicode Standard Annex 9, isolates)."""
    if any(unicodedata.bidirectional(char) in _FROM_THE_RIGHT for char in text):
        return f"{_ISOLATE}{text}{_END}"
    return text


def titled(text: str) -> str:
    """A title in quotation marks, set apart like a name."""
    return f"“{named(text)}”"
