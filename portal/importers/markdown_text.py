"""Changes Markdown source without touching the code in it."""

import re
from collections.abc import Callable

_FENCE = re.compile(r"(?P<margin>[ >]*)(?P<fence>`{3,}|~{3,})(?P<rest>[^`]*)$")
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(?:.+?)(?<!`)\1(?!`)", re.DOTALL)
_PARAGRAPH_END = re.compile(r"(\n[ \t>]*\n)")

Change = Callable[[str], str]


def outside_code(source: str, change: Change) -> str:
    """The source with `change` applied to everything that is neither a fenced block nor inline code.

    `change` gets whole runs of text, with their line breaks, and may be called often.
    """
    return outside_fences(source, lambda text: _outside_spans(text, change))


def outside_fences(source: str, change: Change) -> str:
    """The same, but inline code is changed too."""
    done: list[str] = []
    loose: list[str] = []
    fence = ""
    for line in source.split("\n"):
        found = _FENCE.match(line)
        if fence:
            done.append(line)
            if found and found["fence"].startswith(fence) and not found["rest"].strip():
                fence = ""
        elif found:
            if loose:
                done.append(change("\n".join(loose)))
                loose = []
            fence = found["fence"]
            done.append(line)
        else:
            loose.append(line)
    if loose:
        done.append(change("\n".join(loose)))
    return "\n".join(done)


def _outside_spans(text: str, change: Change) -> str:
    # a code span never reaches over the end of a paragraph
    return "".join(_in_paragraph(part, change) for part in _PARAGRAPH_END.split(text))


def _in_paragraph(text: str, change: Change) -> str:
    done: list[str] = []
    at = 0
    for span in _CODE_SPAN.finditer(text):
        done += (change(text[at : span.start()]), span[0])
        at = span.end()
    done.append(change(text[at:]))
    return "".join(done)
