"""Components that are rendered once for equal cards: a list of twenty rows costs twenty look-ups.

A component is a function of what it is given and of nothing else, so its HTML may be kept for whoever is given the
same. The one thing that differs is the token of the forms in it: while a fragment is made, they are given a stand-in,
random in every process so that no text can hold it, and each reader's own token takes its place.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from flask import current_app, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

_STAND_IN = f"token-{secrets.token_hex(16)}"
_LATE = f"late-{secrets.token_hex(16)}"


def csrf_token() -> str:
    """This session's token for writes, signed once a page however many forms it has; in a fragment, its stand-in."""
    token: str | None = g.get("csrf_token_of_page")
    if token is None:
        token = g.csrf_token_of_page = str(generate_csrf())
    return token


class Fragment:
    """One component whose HTML is kept, for the `most` cards that were asked for last. Safe to use from many threads.

    What it is given must be hashable, and equal only where it looks the same.
    """

    def __init__(self, component: str, most: int, folder: str = "components") -> None:
        self._template, self._component = f"{folder}/{component}.html", component
        self._most = most
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self, *cards: Hashable, inside: str | None = None, late: str | None = None, **options: Hashable
    ) -> Markup:
        """The component's HTML. `inside` is what it is called with, as a template does with {% call %}.

        `late` is a text that changes all the time: the component takes it as an option, and what is kept has a gap.
        """
        if late is not None:
            options["late"] = _LATE
        key = (cards, inside, *options.items())
        with self._lock:
            html = self._kept.get(key)
            if html is not None:
                self._kept.move_to_end(key)
        if html is None:
            html = self._render(cards, inside, options)
            with self._lock:
                self._kept[key] = html
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        if _STAND_IN in html:
            html = html.replace(_STAND_IN, csrf_token())
        if late is not None:
            html = html.replace(_LATE, str(escape(late)))
        return Markup(html)  # noqa: S704 -- rendered by our templates, escaped there

    def _render(self, cards: tuple[Hashable, ...], inside: str | None, options: dict[str, Hashable]) -> str:
        macro: Callable[..., str] = getattr(_module(self._template), self._component)
        if inside is not None:
            options = {**options, "caller": lambda: Markup(inside)}  # noqa: S704 -- a slot's content, from our templates
        own_token, g.csrf_token_of_page = g.get("csrf_token_of_page"), _STAND_IN
        try:
            return str(macro(*cards, **options))
        finally:
            g.csrf_token_of_page = own_token


def _module(template: str) -> Any:
    return current_app.jinja_env.get_template(template).module


fragments = {
    "question_row": Fragment("question_row", 2000),
    "answer": Fragment("answer", 2000),
    "header": Fragment("header", 500, folder="layouts"),
    "shortcuts": Fragment("shortcuts", 50),
    "editor": Fragment("editor", 50),
}
"""The fragments there are, by the names of their macros; a room adds those of its own pages."""
