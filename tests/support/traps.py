"""Traps in a real browser: whatever runs that should not, leads where it should not, or asks elsewhere, is noticed."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

TRAPS = """
window.sprung = [];
for (const name of ["alert", "confirm", "prompt", "print", "trap", "open"])
  window[name] = (...said) => { window.sprung.push(`${name}(${said})`); };
Object.defineProperty(window, "pwned", { set(value) { window.sprung.push(`pwned=${value}`); } });
"""
"""Before a page's own scripts: every way to call attention goes into a list."""

_PROVOKE = """
async () => {
  const said = ["mouseover", "mouseenter", "pointerover", "pointerdown", "focus", "blur", "copy", "wheel", "scroll",
    "contextmenu", "animationstart", "animationend", "transitionend", "beforematch", "error", "load", "dblclick",
    "auxclick", "toggle", "begin"];
  const ours = new Set(["HTML", "HEAD", "META", "LINK", "SCRIPT", "TITLE"]);
  for (const element of document.querySelectorAll("*")) {
    const who = `<${element.tagName.toLowerCase()}>`;
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || /^(data-)?hx-on/.test(name) || name === "srcdoc")
        window.sprung.push(`${who} has ${name}`);
      if (/^(href|src|action|formaction|data|xlink:href|poster|background|ping)$/.test(name)
          && /^[\\s\\u0000-\\u001f]*(java|vb)script:|^[\\s\\u0000-\\u001f]*data:(?!image\\/)/i.test(value))
        window.sprung.push(`${who} leads to ${value}`);
    }
    if (/^(iframe|object|embed|base|applet|frame|portal|math)$/i.test(element.tagName))
      window.sprung.push(`there is ${who}`);
    if (element.tagName === "SCRIPT" && !element.src && element.type !== "application/json")
      window.sprung.push(`there is a script: ${element.textContent.slice(0, 60)}`);
    if (element.tagName === "META" && element.httpEquiv.toLowerCase() === "refresh") window.sprung.push("it refreshes");
    if (element.tagName === "STYLE" && /evil/.test(element.textContent)) window.sprung.push("there is a style");
    if (!ours.has(element.tagName))
      for (const name of said) element.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
  }
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  return window.sprung;
}
"""


class Trapped:
    """A page full of traps. `base` is where it may stay and ask; anywhere else is noticed."""

    def __init__(self, page: Page, base: str) -> None:
        self._page = page
        self._host = urlsplit(base).netloc
        self._foreign: list[str] = []
        page.add_init_script(TRAPS)
        page.on("request", self._notice)

    @property
    def page(self) -> Page:
        """The page itself."""
        return self._page

    def sprung(self) -> list[Any]:
        """What has happened on the page as it is now, after it was provoked."""
        found = list(self._page.evaluate(_PROVOKE))
        if urlsplit(self._page.url).netloc != self._host:
            found.append(f"went to {self._page.url}")
        found += [f"asked {address}" for address in self._foreign]
        self._foreign.clear()
        return found

    def _notice(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self._host:
            self._foreign.append(request.url)
