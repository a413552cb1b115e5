"""Hostile texts in a real browser, without a content security policy: nothing in them may run."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from portal.core.markup import excerpt, from_html, render, render_inline
from tests.markup.payloads import payloads
from tests.support.browser import Browsing

A_PAGE = 200

TRAPS = """
window.sprung = [];
for (const name of ["alert", "confirm", "prompt", "print", "trap", "open"])
  window[name] = (...said) => { window.sprung.push(`${name}(${said})`); };
Object.defineProperty(window, "pwned", { set(value) { window.sprung.push(`pwned=${value}`); } });
"""

PROVOKE = """
async () => {
  const said = ["mouseover", "mouseenter", "mousemove", "pointerover", "pointerdown", "focus", "focusin", "blur",
    "keydown", "keyup", "copy", "paste", "cut", "drag", "dragstart", "wheel", "scroll", "contextmenu", "toggle",
    "animationstart", "transitionend", "input", "change", "submit", "load", "error", "dblclick", "auxclick"];
  for (const element of document.querySelectorAll("article, article *")) {
    for (const name of said) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    if (element.focus) element.focus();
    const leads = element.closest("a") || element;
    if (leads.protocol === "javascript:" || leads.protocol === "data:" || leads.protocol === "vbscript:")
      window.sprung.push(`leads to ${leads.href}`);
    if (!leads.href) element.click();
  }
  for (const article of document.querySelectorAll("article")) {
    const again = document.createElement("article");
    again.innerHTML = article.innerHTML;
    document.body.append(again);
  }
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  return window.sprung;
}
"""


def _pages(articles: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(articles), A_PAGE):
        inside = "\n".join(f"<article>{html}</article>" for html in articles[start : start + A_PAGE])
        yield f"<!doctype html><html lang=en><meta charset=utf-8><title>x</title><body>{inside}"


def _sprung(page: Page, document: str) -> list[Any]:
    def serve(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.url == "http://portal.test/":
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=document)
        else:
            route.fulfill(status=404, body="")

    page.unroute_all()
    page.route("**/*", serve)
    page.goto("http://portal.test/")
    sprung = list(page.evaluate(PROVOKE))
    if page.url.partition("#")[0] != "http://portal.test/":
        sprung.append(f"went to {page.url}")
    return sprung


@pytest.fixture
def trapped(browsing: Browsing) -> Page:
    """A page in which every way to call attention is noticed."""
    page = browsing.page()
    page.add_init_script(TRAPS)
    return page


def test_the_traps_notice_a_script_that_runs(trapped: Page, browsing: Browsing) -> None:
    raw = [
        "<img src=x onerror=alert(1)>",
        "<b onmouseover='window.pwned=2'>x</b>",
        "<a href='javascript:trap(3)'>x</a>",
    ]
    sprung = _sprung(trapped, next(_pages(raw)))
    browsing.complaints.clear()
    assert any("alert(1)" in said for said in sprung)
    assert any("pwned=2" in said for said in sprung)
    assert any("trap(3)" in said for said in sprung)


def test_no_post_runs_anything(trapped: Page) -> None:
    articles = [render(text).html for text in payloads()]
    assert len(articles) > 1000
    assert [said for document in _pages(articles) for said in _sprung(trapped, document)] == []


def test_no_remark_and_no_excerpt_runs_anything(trapped: Page) -> None:
    remarks = [render_inline(text) for text in payloads()]
    articles = [f"<p>{remark.html}</p><p>{escape(excerpt(remark.text, 120))}</p>" for remark in remarks]
    assert [said for document in _pages(articles) for said in _sprung(trapped, document)] == []


def test_no_html_from_elsewhere_runs_anything(trapped: Page) -> None:
    articles = [from_html(text).html for text in payloads()]
    assert [said for document in _pages(articles) for said in _sprung(trapped, document)] == []
