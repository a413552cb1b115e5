"""Every refusal and every mishap says what happened and what to do next, as a page and as JSON, and loses no words."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import MOST_BYTES_A_FORM
from portal.core import db
from portal.web.limits import limiter
from tests.support.house import SignIn
from tests.support.makers import BODY
from tests.support.people import MadeWith

JSON = {"Accept": "application/json"}
NEXT_STEP = re.compile(r'class="l-error__next">\s*<(?:a|form|search)')
Send = Callable[[str], TestResponse]


def _mishap() -> str:
    raise RuntimeError("a secret of ours")


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The app with a page that always fails."""
    app.add_url_rule("/mishap", "mishap", _mishap, methods=["GET", "POST"])
    app.testing = False
    return app


@pytest.fixture
def away(broken: Flask) -> Iterator[Flask]:
    """The app while its database is away."""
    here = db.database()
    db.release()
    gone = db.Database("postgresql://nobody@127.0.0.1:9/nothing?connect_timeout=2")
    db.use(gone)
    yield broken
    db.release()
    gone.dispose()
    db.use(here)


def _check_page(answer: TestResponse, status: int, heading: str) -> str:
    assert answer.status_code == status
    page = answer.text
    assert f">{heading}</h1>" in page
    assert "data-sentence>" in page
    assert NEXT_STEP.search(page), f"{status} offers no next step"
    return page


def test_what_one_may_not_do_or_see_is_said_on_a_page_of_ours(app: Flask, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    _check_page(emma.get("/admin"), 403, "This is not yours to open")
    _check_page(emma.get("/no/such/page"), 404, "Not found")
    _check_page(emma.post("/questions"), 405, "Not found")
    assert emma.get("/admin", headers=JSON).json == {"error": "Only administrators can do this."}
    for address, status in (("/no/such/page", 404), ("/questions/99", 404)):
        answer = emma.get(address, headers=JSON)
        assert (answer.status_code, list(answer.json or {})) == (status, ["error"])


def test_a_page_that_was_open_for_too_long_gives_the_words_back(app: Flask, sign_in: SignIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    emma, body = sign_in("emma"), f"{BODY} <script>alert(1)</script>"
    headers = {"Referer": "http://localhost/ask?title=x"}
    answer = emma.post("/ask", data={"title": "My VPN is <down>", "body": body, "csrf_token": "old"}, headers=headers)
    page = _check_page(answer, 400, "This could not be taken")
    assert "This page had been open for too long." in page
    assert "My VPN is &lt;down&gt;</textarea>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</textarea>" in page
    assert 'href="/ask?title=x"' in page
    answer = emma.post("/preview", data={"body": BODY}, headers=JSON)
    assert answer.json == {"error": "This page had been open for too long. Open it again and send it once more."}


def test_no_secret_is_given_back(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    secret = "tulips under slow rain"
    form = {"email": "emma and sam", "password": secret, "current": secret, "csrf_token": "one two"}
    answer = app.test_client().post("/sign-in", data=form)
    assert "emma and sam" in _check_page(answer, 400, "This could not be taken")
    assert secret not in answer.text
    assert "one two" not in answer.text


def test_what_is_too_large_is_refused_on_a_page_of_ours(app: Flask, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for data in ({"body": "x" * (MOST_BYTES_A_FORM + 1)}, {str(n): "x" for n in range(201)}):
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in data.items()
        ]
        body = "".join([*parts, "--x--\r\n"]).encode()
        answer = emma.post("/ask", data=body, content_type="multipart/form-data; boundary=x")
        assert "your words are still there" in _check_page(answer, 413, "That is too large")
        _check_page(emma.post("/ask", data=data), 413, "That is too large")
    answer = emma.put("/drafts/question:new", data=b"[" * 7_000_000, content_type="application/json")
    assert (answer.status_code, answer.json) == (413, {"error": "That is too large to send."})


def test_the_longest_article_in_letters_that_travel_heavily_is_not_too_large(app: Flask, sign_in: SignIn) -> None:
    parts = dict.fromkeys(("issue", "environment", "cause", "resolution", "verification"), "漢" * 30_000)
    answer = sign_in("ana").post("/knowledge/new", data={"title": "How the printer prints", **parts})
    assert answer.status_code == 303


def test_json_that_is_nested_without_end_is_only_not_understood(sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for body in (b"[" * 200_000, b'{"fields":' * 50_000, b'{"fields":{"title":' + b"[" * 50_000, b"\xff\x00"):
        answer = emma.put("/drafts/question:new", data=body, content_type="application/json")
        assert answer.status_code in (204, 400, 422), answer.status_code


def test_too_much_at_once_says_when_and_gives_the_words_back(made_with: MadeWith, sign_in: SignIn) -> None:
    limited = made_with(rate_limits=True)
    limiter.reset()
    session = sign_in("emma").get_cookie("session")
    assert session is not None
    client = limited.test_client()
    client.set_cookie("session", session.value)
    answers = [client.post("/preview", data={"body": BODY}) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {200}
    page = _check_page(answers[60], 429, "That was a little fast")
    assert answers[60].headers["Retry-After"] == "60"
    assert f"{BODY}</textarea>" in page
    assert client.post("/preview", headers=JSON).json == {
        "error": "That was a lot at once. Please wait a minute and try again."
    }
    limiter.reset()


def test_a_mishap_is_said_without_its_reason_and_with_a_number_to_tell(broken: Flask, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    answer = emma.post("/mishap", data={"body": BODY})
    page = _check_page(answer, 500, "Something broke on our side")
    assert "a secret of ours" not in page
    assert f"{BODY}</textarea>" in page
    assert f"<code>{answer.headers['X-Request-ID']}</code>" in page
    as_json = emma.get("/mishap", headers=JSON)
    assert as_json.status_code == 500
    assert "secret" not in as_json.text


def test_while_the_database_is_away_pages_still_say_so(away: Flask, sign_in: SignIn) -> None:
    client = away.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "1.1"
    answer = client.post("/ask", data={"body": BODY})
    page = _check_page(answer, 503, "We are away for a moment")
    assert answer.headers["Retry-After"] == "5"
    assert f"{BODY}</textarea>" in page
    assert client.get("/", headers=JSON).status_code == 503
    _check_page(client.get("/mishap"), 500, "Something broke on our side")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
