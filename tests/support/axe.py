"""Asks axe-core what a page does wrong for people who use it otherwise than with eyes and mouse."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id} (${rule.impact}): ${rule.help}: ${node.target.join(" ")}`));
}"""


def faults(page: Page) -> list[str]:
    """One line for each element that breaks a rule: the rule, how bad it is, what to do, which element."""
    page.evaluate(_source())
    lines: list[str] = page.evaluate(_RUN)
    return lines


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")
