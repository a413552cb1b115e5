"""Slots: how a higher room hangs something into a lower room's page. The only inversion in the house."""

from collections.abc import Callable

from markupsafe import Markup

Filler = Callable[..., str]

_fillers: dict[str, list[Filler]] = {}


def fill(slot: str, filler: Filler) -> None:
    """Hang what `filler(**context)` renders into `slot`. Called by `portal.wiring` alone."""
    _fillers.setdefault(slot, []).append(filler)


def clear() -> None:
    """Empty every slot; the wiring starts from here."""
    _fillers.clear()


def slot(name: str, **context: object) -> Markup:
    """What was hung into a slot, in order. Templates call this; an empty slot is an empty string."""
    return Markup("").join(Markup(filler(**context)) for filler in _fillers.get(name, ()))  # noqa: S704 -- our templates
