"""Hostile words in every place somebody can type into: shown to be read, never to be obeyed."""

import re
from html.parser import HTMLParser

from community.actions.comments import post_comment
from community.actions.signals import say_it_did_not_work
from community.actions.suggestions import suggest_answer_edit
from community.actions.tags import describe_tag
from community.forms import AnswerSuggestion, CommentDraft, NoteDraft, TagDescription
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>[x](javascript:alert(1))"


_ASTRAY = re.compile(r"\s*(?:javascript|data|vbscript):", re.IGNORECASE)


class _Obeyed(HTMLParser):
    """What of a page a browser would obey, beside the page's own scripts, which have an address and no content."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        handlers = [name for name in values if name.startswith("on") or name == "style"]
        addresses = [values.get(name) or "" for name in ("href", "src", "action", "formaction")]
        leads_astray = any(_ASTRAY.match(address) for address in addresses)
        is_foreign = (tag == "script" and not values.get("src")) or (tag == "img" and values.get("src") == "x")
        if handlers or leads_astray or is_foreign or tag in ("iframe", "object", "embed", "base"):
            self.found.append(self.get_starttag_text() or tag)


def test_nothing_hostile_is_obeyed_on_any_page(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"], f"Evil {EVIL}"[:150], body=f"{EVIL}\n\n> {EVIL}", device=EVIL[:80])
    answer_id = an_answer(cast["sam"], question_id, f"{EVIL} and some more words")
    post_comment(cast["otto"], question_id, answer_id, CommentDraft(body=EVIL))
    say_it_did_not_work(cast["otto"], answer_id, NoteDraft(note=EVIL))
    suggestion = AnswerSuggestion(body=f"{EVIL} Better.", note=EVIL[:150], version=1)
    suggestion_id = suggest_answer_edit(cast["otto"], answer_id, suggestion)
    describe_tag(cast["ana"], "vpn", TagDescription(description=EVIL))
    addresses = (
        f"/questions/{question_id}",
        f"/questions/{question_id}/edit",
        f"/questions/{question_id}/history",
        f"/answers/{answer_id}/edit",
        f"/answers/{answer_id}/history",
        f"/suggestions/{suggestion_id}",
        "/questions",
        "/tags/vpn",
        "/tags",
        f"/tags?q={EVIL}",
        f"/questions?tag={EVIL}&application={EVIL}",
        f"/ask?title={EVIL}&body={EVIL}&tags={EVIL}",
    )
    for handle in ("sam", "ana"):
        client = sign_in(handle)
        for address in addresses:
            page = client.get(address, follow_redirects=True)
            assert page.status_code == 200, address
            assert _Obeyed(page.text).found == [], address
    preview = sign_in("emma").post("/preview", data={"body": EVIL})
    assert _Obeyed(preview.text).found == []


def test_hostile_words_that_cannot_be_taken_come_back_harmless(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    otto = sign_in("otto")
    for address, data in (
        ("/ask", {"title": EVIL, "body": "x", "tags": EVIL, "device": EVIL * 9}),
        (f"/questions/{question_id}/answers", {"body": "<b>" + EVIL[:5]}),
        (f"/questions/{question_id}/comments", {"body": EVIL * 12}),
        (f"/questions/{question_id}/flag", {"reason": EVIL, "note": EVIL}),
        (f"/questions/{question_id}/suggestions", {"title": EVIL, "body": EVIL, "version": EVIL}),
    ):
        answered = otto.post(address, data=data)
        assert answered.status_code == 422, address
        assert _Obeyed(answered.text).found == [], address
