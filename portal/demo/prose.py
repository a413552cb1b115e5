"""Texts as people type them: the files wrap long lines for the eye, nobody presses Enter in mid-sentence."""

import re

_FENCE = re.compile(r"\s*```")
_STARTS_ALONE = re.compile(r"\s*(?:[-*+] |\d+\. |[>|#])")
"""A list item, a quotation, a table row or a heading: never joined to the line before."""
_TAKES_NO_MORE = re.compile(r"\s*[>|#]")
"""A quotation, a table row or a heading: the line after is never joined to it."""


def unfolded(text: str) -> str:
    """Markdown with the wrapped lines of paragraphs and list items joined; code, tables, quotations stay."""
    lines: list[str] = []
    in_code = False
    for line in text.splitlines():
        is_fence = _FENCE.match(line) is not None
        if in_code or is_fence or not _continues(line, lines):
            lines.append(line)
        else:
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        in_code ^= is_fence
    return "\n".join(lines)


def _continues(line: str, lines: list[str]) -> bool:
    if not lines or not lines[-1].strip() or not line.strip():
        return False
    before = lines[-1]
    return not (_STARTS_ALONE.match(line) or _TAKES_NO_MORE.match(before) or _FENCE.match(before))
