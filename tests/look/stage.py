"""A small stage for the script: one page of components, and the answers a server may give to what it sends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from flask import Flask, Response, jsonify, redirect, render_template, render_template_string, request
from markupsafe import Markup
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as BaseResponse

from portal.core.paths import STATIC, TEMPLATES
from portal.web.assets import install_assets
from portal.web.components import install_components
from portal.web.display import install_display
from portal.web.fragments import fragments
from portal.web.security import HEADERS
from portal.web.styleguide import styleguide
from portal.web.styleguide.cast import SAM
from portal.web.styleguide.pages import frame
from portal.web.styleguide.posts import ANSWER, COMMENTS
from portal.web.styleguide.shapes import Comment, Comments, Flash

PAGE = """{% extends "layouts/rail.html" %}
{% from "components/answer.html" import answer %}
{% from "components/button.html" import button %}
{% from "components/editor.html" import editor %}
{% from "components/field.html" import field %}
{% from "components/menu_item.html" import menu_item %}
{% from "components/question_row.html" import question_row %}
{% block main %}<h1>A question</h1>
<form method="post" action="/ask" data-draft="question:new">{{ field("title", "Title", max=20,
  attrs={"data-similar-url": "/similar", "data-similar-into": "similar"}) }}<div id="similar"></div></form>
<section id="answers">{{ answer(one, reasons=s.REASONS) }}</section>
<div id="removal">{{ menu_item("Delete", action="/delete", confirm="Really delete it?") }}</div>
<form method="post" action="/answers" data-draft="answer:7">
{{ editor("body", "Your answer") }}{{ button("Post") }}</form>
{% for row in s.QUESTIONS[:3] %}{{ question_row(row) }}{% endfor %}
{% endblock %}"""
COMMENT_LIST = """{% from "components/comment_list.html" import comment_list %}
{{ comment_list({}, "answer-12-comments", action="/answers/12/comments", value=value,
  error="Two more words, please.") }}"""
SIMILAR = '{% from "components/similar_list.html" import similar_list %}{{ similar_list(s.SIMILAR) }}'
SUGGESTIONS = """{% from "components/suggestion_list.html" import suggestion_list %}
{{ suggestion_list(s.SUGGESTIONS, query=request.args["q"]) }}"""


@dataclass
class Stage:
    """Where the stage stands, and what reached it."""

    address: str = ""
    helpful: bool = False
    comments: list[Comment] = field(default_factory=lambda: list(COMMENTS))
    drafts: dict[str, dict[str, str]] = field(default_factory=dict)
    theme: str = ""
    deleted: int = 0
    slow_words: str = ""
    """Suggestions for these words wait until `hurry` is set."""
    hurry: threading.Event = field(default_factory=threading.Event)
    is_waiting: threading.Event = field(default_factory=threading.Event)


@contextmanager
def set_up_stage() -> Iterator[Stage]:
    """A stage that answers on a free port of this machine, until the end of the block."""
    stage = Stage()
    server = make_server("127.0.0.1", 0, _app(stage), threaded=True)
    stage.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        stage.hurry.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _app(stage: Stage) -> Flask:
    app = Flask("stage", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.secret_key = "for forms that another app of this process has drawn"
    app.jinja_env.globals.update(csrf_token=lambda: "token", fragment=fragments)
    install_assets(app)
    install_components(app)
    install_display(app)
    app.jinja_env.globals["game_is_on"] = lambda: True  # there is no database to ask
    app.register_blueprint(styleguide)
    app.after_request(_with_headers)
    _add_page(app, stage)
    _add_writes(app, stage)
    _add_help(app, stage)
    return app


def _with_headers(response: Response) -> Response:
    response.headers.extend(HEADERS)
    return response


def _add_page(app: Flask, stage: Stage) -> None:
    @app.get("/")
    def page() -> str:
        one = replace(
            ANSWER, is_helpful=stage.helpful, helpful_count=38 + stage.helpful, comments=Comments(stage.comments)
        )
        flashes = (Flash("success", "Noted."),) if stage.helpful else ()
        return render_template_string(PAGE, one=one, **frame("questions") | {"flashes": flashes})

    @app.get("/sign-in")
    def sign_in() -> str:
        return "<title>Sign in</title><h1>Sign in</h1>"

    @app.get("/favicon.ico")
    def icon() -> str:
        return ""


def _add_writes(app: Flask, stage: Stage) -> None:
    @app.post("/answers/12/helpful")
    @app.post("/answers/12/helpful/withdraw")
    def helpful() -> BaseResponse:
        stage.helpful = not stage.helpful
        return redirect("/", 303)

    @app.post("/answers/12/accept/withdraw")
    def too_fast() -> tuple[str, int]:
        return render_template("errors/429.html", sentence="One at a time, please.", **frame("home")), 429

    @app.post("/answers/12/solved")
    def signed_out() -> BaseResponse:
        return redirect("/sign-in", 302)

    @app.post("/answers/12/comments")
    def comment() -> BaseResponse | tuple[str, int]:
        if len(request.form["body"].split()) < 3:
            return render_template_string(COMMENT_LIST, value=request.form["body"]), 422
        stage.comments.append(Comment(99, SAM, Markup("<p>It arrived.</p>")))
        return redirect("/", 303)

    @app.post("/delete")
    def delete() -> BaseResponse:
        stage.deleted += 1
        return redirect("/", 303)

    @app.put("/drafts/<key>")
    def draft(key: str) -> Response:
        assert request.headers["X-CSRFToken"] == "token"
        stage.drafts[key] = request.get_json()["fields"]
        return jsonify(kept=True)

    @app.post("/settings/theme")
    def theme() -> BaseResponse:
        stage.theme = request.form["theme"]
        return redirect("/", 303)


def _add_help(app: Flask, stage: Stage) -> None:
    @app.get("/similar")
    def similar() -> str:
        return render_template_string(SIMILAR, **frame("home"))

    @app.get("/search/suggest")
    def suggest() -> str:
        if request.args["q"] == stage.slow_words:
            stage.is_waiting.set()
            stage.hurry.wait()
        return render_template_string(SUGGESTIONS, **frame("home"))

    @app.get("/people/mentions")
    def mentions() -> Response:
        return jsonify([{"handle": "sam", "name": "Sam <img src=x onerror=alert(1)>"}])

    @app.post("/preview")
    def preview() -> str:
        return f"<p><strong>{Markup.escape(request.form['body'])}</strong></p>"

    @app.post("/uploads")
    def upload() -> Response:
        return jsonify(url="/pictures/1", markdown=f"![{request.files['file'].filename}](/pictures/1)")
