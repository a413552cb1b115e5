"""Addresses inside the portal: telling them from those that lead elsewhere."""

LONGEST = 300


def is_local(path: str) -> bool:
    """Whether `path` is a page of ours, whatever a browser makes of it.

    "//host" and "/\\\\host" name another host to a browser, and it drops tabs and line breaks before it looks.
    """
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and len(path) <= LONGEST
