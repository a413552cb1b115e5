"""What analysts type to look after search, as frozen drafts with their bounds."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from community.forms import Line
from portal.web.forms import FormDraft

WORDS_MAX = 80
MOST_ALSO = 10


def _split(value: object) -> object:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return value
    return [part.strip() for text in texts for part in re.split(r"[,;\n]", text) if part.strip()]


def _few(words: list[str]) -> list[str]:
    unique = list(dict.fromkeys(words))
    if not unique:
        raise ValueError("Please write at least one word that means the same.")
    if len(unique) > MOST_ALSO or any(len(word) > WORDS_MAX for word in unique):
        raise ValueError(f"At most {MOST_ALSO}, each of {WORDS_MAX} characters.")
    return unique


class SynonymDraft(FormDraft):
    """Words that mean the same. `is_two_way`: each finds the others; else only the first finds the rest."""

    typed: Annotated[Line, Field(min_length=1, max_length=WORDS_MAX)]
    also: Annotated[list[str], BeforeValidator(_split), AfterValidator(_few)]
    is_two_way: bool = False


class PinDraft(FormDraft):
    """Something to come first for a search: what is typed, and the address of a question or an article."""

    typed: Annotated[Line, Field(min_length=1, max_length=200)]
    address: Annotated[Line, Field(min_length=1, max_length=400)]
