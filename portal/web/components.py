"""Makes components cheap to call: each is loaded once, and the small ones that only draw what they are given are
remembered, because a page of twenty questions draws the same faces, tags and marks again and again."""

from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

REMEMBERED: Final = frozenset(
    {
        "application_chip",
        "avatar",
        "level_mark",
        "person_chip",
        "role_mark",
        "status_badge",
        "tag",
        "tag_list",
        "time",
        "trust_mark",
    }
)
"""Components that depend on nothing but what they are called with: no viewer, no token, no clock."""

_MOST: Final = 4096
_UNCHANGING: Final = (str, int, float, bool, type(None), date, datetime, Enum)

Macro = Callable[..., Markup]

_kinds: dict[type, bool] = {}


class ComponentTemplate(Template):
    """A template that is imported without a look at the names of the page, and may have its macro remembered."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            module = super()._get_default_module()
            folder, _, file = (self.name or "").rpartition("/")
            name = file.removesuffix(".html")
            if folder == "components" and name in REMEMBERED:
                setattr(module, name, remember(getattr(module, name)))
        return super()._get_default_module()


def remember(macro: Macro) -> Macro:
    """The macro with a memory for calls whose arguments can never change; any other call it simply makes."""
    drawn = lru_cache(_MOST)(macro)

    def call(*args: Any, **kwargs: Any) -> Markup:
        if all(map(_never_changes, args)) and all(map(_never_changes, kwargs.values())):
            try:
                return drawn(*args, **kwargs)
            except TypeError:  # frozen, but with something in it that has no hash
                pass
        return macro(*args, **kwargs)

    return call


def _never_changes(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_never_changes(one) for one in value)
    return _type_never_changes(type(value))


def _type_never_changes(kind: type) -> bool:
    known = _kinds.get(kind)
    if known is None:
        frozen = is_dataclass(kind) and bool(vars(kind)["__dataclass_params__"].frozen)
        known = _kinds[kind] = issubclass(kind, _UNCHANGING) or frozen
    return known


def install_components(app: Flask) -> None:
    """Has the templates of `app` made as ComponentTemplates."""
    app.jinja_env.template_class = ComponentTemplate
