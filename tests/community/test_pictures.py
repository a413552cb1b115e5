"""Pictures: taken by what they are, shown to whoever may read where they stand."""

from io import BytesIO

from flask.testing import FlaskClient
from PIL import Image

from community.actions.moderation import flag_post
from community.forms import FlagDraft
from community.models import FlagReason, PostType
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer


def _png(colour: str = "teal") -> BytesIO:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def _upload(client: FlaskClient, file: BytesIO, name: str = "screen [shot].png") -> dict[str, str]:
    answered = client.post("/uploads", data={"file": (file, name)}, headers={"Accept": "application/json"})
    assert answered.status_code == 201, answered.text
    assert answered.json is not None
    said: dict[str, str] = answered.json
    return said


def _status(client: FlaskClient, url: str) -> int:
    return client.get(url, buffered=True).status_code


def test_a_picture_is_its_owners_until_it_stands_in_a_post(cast: Cast, sign_in: SignIn) -> None:
    emma, otto = sign_in("emma"), sign_in("otto")
    said = _upload(emma, _png())
    assert said["markdown"] == f"![screen shot]({said['url']})"
    assert emma.get(said["url"], buffered=True).status_code == 200
    assert otto.get(said["url"], buffered=True).status_code == 404
    a_question(cast["emma"], body=f"Look at this, please:\n\n{said['markdown']}")
    shown = otto.get(said["url"], buffered=True)
    assert shown.status_code == 200
    assert shown.content_type == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert f'src="{said["url"]}"' in otto.get("/questions/1", follow_redirects=True).text


def test_a_picture_in_a_private_question_is_as_private(cast: Cast, sign_in: SignIn) -> None:
    said = _upload(sign_in("emma"), _png())
    a_question(cast["emma"], body=f"Look at this, please:\n\n{said['markdown']}", visibility="it")
    seen = {handle: _status(sign_in(handle), said["url"]) for handle in ("emma", "ana", "sam", "adam")}
    assert seen == {"emma": 200, "ana": 200, "sam": 404, "adam": 404}


def test_a_picture_in_a_hidden_answer_is_as_hidden(cast: Cast, sign_in: SignIn) -> None:
    said = _upload(sign_in("sam"), _png())
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]), f"The key is here:\n\n{said['markdown']}")
    assert sign_in("otto").get(said["url"], buffered=True).status_code == 200
    flag_post(cast["otto"], PostType.ANSWER, answer_id, FlagDraft(reason=FlagReason.SENSITIVE))
    seen = {handle: _status(sign_in(handle), said["url"]) for handle in ("sam", "ana", "otto", "emma")}
    assert seen == {"sam": 200, "ana": 200, "otto": 404, "emma": 404}


def test_nobody_makes_anothers_picture_public_by_writing_its_address(cast: Cast, sign_in: SignIn) -> None:
    said = _upload(sign_in("emma"), _png())
    a_question(cast["emma"], body=f"Look at this, please:\n\n{said['markdown']}", visibility="it")
    a_question(cast["otto"], "Look what I have found here", body=f"Look at this:\n\n{said['markdown']}")
    assert sign_in("otto").get(said["url"], buffered=True).status_code == 404


def test_the_same_picture_of_two_people_is_one_file_with_two_owners(cast: Cast, sign_in: SignIn) -> None:
    emma, otto = sign_in("emma"), sign_in("otto")
    assert _upload(emma, _png())["url"] == _upload(otto, _png())["url"] == _upload(otto, _png())["url"]
    assert otto.get(_upload(emma, _png())["url"], buffered=True).status_code == 200


def test_what_is_no_picture_is_refused_whatever_it_is_called(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for content in (b"<svg onload=alert(1)>", b"GIF89a<script>", b"", b"\x89PNG\r\n\x1a\n"):
        answered = emma.post(
            "/uploads", data={"file": (BytesIO(content), "fine.png")}, headers={"Accept": "application/json"}
        )
        assert answered.status_code == 422
        assert answered.json is not None
        assert "picture" in answered.json["error"]
    assert emma.post("/uploads", headers={"Accept": "application/json"}).status_code == 422


def test_no_address_leads_out_of_the_folder(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for name in ("..%2fquestboard.db", "%2e%2e/secret-key", "x.png", f"{'0' * 40}.png", "a" * 300):
        assert emma.get(f"/uploads/{name}").status_code == 404, name
