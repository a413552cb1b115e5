"""The names of stored pictures. A name tells the size, so that a page leaves the right room for what is still loading.

A name is 40 hexadecimal digits and an ending: 32 of the content's hash, four of the width and four of the height,
in pixels: `9f86…0320` + `0190` is 800 by 400.
"""

import re

_NAME = re.compile(r"[0-9a-f]{32}([0-9a-f]{4})([0-9a-f]{4})\.(?:png|jpg|webp)", re.ASCII)


def image_name(digest: str, width: int, height: int, ending: str) -> str:
    """The name of a picture of this content (32 hexadecimal digits), size in pixels and ending without a dot."""
    return f"{digest}{width:04x}{height:04x}.{ending}"


def is_image_name(name: str) -> bool:
    """Whether this can be the name of a picture we stored."""
    return _NAME.fullmatch(name) is not None


def size_in(name: str) -> tuple[int, int] | None:
    """Width and height in pixels, as the name tells them."""
    found = _NAME.fullmatch(name)
    return (int(found[1], 16), int(found[2], 16)) if found else None
