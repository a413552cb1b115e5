"""Asks axe-core what a page does wrong for people who use it otherwise than with eyes and mouse."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async (rules) => {
  const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...only});
  return found.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id} (${rule.impact}): ${rule.help}: ${node.target.join(" ")}`));
}"""
COLOUR = ("color-contrast", "link-in-text-block")
"""The rules that may come out otherwise in another theme."""


def faults(page: Page, *rules: str) -> list[str]:
    """One line for each element that breaks a rule: the rule, how bad it is, what to do, which element.

    Without rules, all of them are asked.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    lines: list[str] = page.evaluate(_RUN, list(rules))
    return lines


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")
