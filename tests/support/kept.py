"""What every test's app would make anew and alike, made once a worker: compiled templates, and builders of addresses.

They are half of what a small test would cost.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class _Templates(BytecodeCache):
    def __init__(self) -> None:
        self._by_key: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (known := self._by_key.get(bucket.key)) is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._by_key[bucket.key] = bucket.bytecode_to_string()


class _Rule(Rule):
    """Werkzeug writes and compiles a function for each rule; it follows from the rule's own text alone."""

    _known: ClassVar[dict[Any, Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        key = (self.rule, self.subdomain, self.host, tuple(sorted((self.defaults or {}).items())), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


_templates = _Templates()
Flask.url_rule_class = _Rule


def keep_templates(app: Flask) -> None:
    """Let an app take the templates that another one has compiled."""
    app.jinja_env.bytecode_cache = _templates
