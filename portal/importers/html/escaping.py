"""Makes text mean itself in our Markdown: signs that would start something get a backslash, and no others."""

import re

# what the renderer takes as it stands; a backslash inside would be shown
_VERBATIM = re.compile(
    r"""(?P<path>(?<![^\s("'])(?:\\\\(?=\w)|[A-Za-z]:\\)[^\s`*<>"|?]*)"""
    r"""|(?P<address>(?<![\w@/.:+-])(?:https?://|www\.)(?=[^\s<>"'`.])[^\s<>"`*\[\]\\]+)"""
)
_SIGNS = re.compile(
    r"""
      \\(?=[\\`*_{}\[\]()>#+\-.!~|<@"$]|$)   # a backslash before what it would escape
    | [`*]
    | (?<![^\W_])_ | _(?![^\W_])             # within a word it is a letter
    | \[
    | \](?=[(:\[])
    | <(?=[A-Za-z/!?])
    | ~(?=~) | (?<=~)~
    | @(?=[A-Za-z0-9])
    """,
    re.VERBOSE,
)
_SIGNS_AFTER_PATH = frozenset("`*<")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")
_UNDERLINE = re.compile("=+ *")
_LINE_START = re.compile(
    r"""(?P<before>\s*)(?:
        (?P<sign>[\#>|] | [-+](?=\s|$) | -(?=[-\s]*$))
      | (?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)
    )""",
    re.VERBOSE,
)


def escaped(text: str) -> str:
    """One run of text for the middle of a line."""
    parts: list[str] = []
    at = 0
    for verbatim in _VERBATIM.finditer(text):
        parts += (_escaped_signs(text[at : verbatim.start()]), verbatim[0])
        at = verbatim.end()
        if verbatim["path"] and text[at : at + 1] in _SIGNS_AFTER_PATH:
            # a backslash here would be one more of the path
            parts.append(f"&#{ord(text[at])};")
            at += 1
    parts.append(_escaped_signs(text[at:]))
    return "".join(parts)


def escaped_line_start(line: str) -> str:
    """A line of a paragraph that would otherwise begin a list, a heading, a quote, a table or a rule."""
    if _UNDERLINE.fullmatch(line):
        return f"&#61;{line[1:]}"
    found = _LINE_START.match(line)
    if not found:
        return line
    rest = line[found.end() :]
    if found["number"]:
        return f"{found['before']}{found['number']}\\{found['dot']}{rest}"
    return f"{found['before']}\\{found['sign']}{rest}"


def code_span(text: str) -> str:
    """Inline code, whatever signs are in it."""
    text = re.sub(r"\s+", " ", text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    margin = " " if longest else ""
    return f"{fence}{margin}{text}{margin}{fence}"


def fenced(code: str, language: str) -> str:
    """A block of code; the fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def _escaped_signs(text: str) -> str:
    return _ENTITY.sub("&amp;", _SIGNS.sub(r"\\\g<0>", text))
