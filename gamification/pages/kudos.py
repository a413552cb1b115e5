"""Kudos: thanking a colleague for something, and reading the thanks somebody got or gave."""

from collections.abc import Callable, Mapping

from flask import flash, make_response, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from gamification import kudos_queries as queries
from gamification.actions import kudos as acts
from gamification.forms import KudosDraft, RemovalDraft
from gamification.models import KudosFor
from gamification.pages.blueprint import ID, is_playing, pages, require_play
from portal.core.db import session
from portal.core.items import shelf
from portal.core.models import User
from portal.core.permissions import Permission, require
from portal.core.refusals import NotFound, Refused
from portal.web import ways
from portal.web.cards import PersonCard, person_columns, person_in
from portal.web.forms import errors_of, read_form
from portal.web.paging import encode_cursor
from portal.web.rendering import page
from portal.web.viewer import actor, viewer


@pages.route(f"/answers/<{ID}:answer_id>/kudos", methods=["GET", "POST"])
def thank_for_answer(answer_id: int) -> Response:
    """Thank whoever answered."""
    return _thank(KudosFor.ANSWER, answer_id)


@pages.route(f"/comments/<{ID}:comment_id>/kudos", methods=["GET", "POST"])
def thank_for_comment(comment_id: int) -> Response:
    """Thank whoever left a comment."""
    return _thank(KudosFor.COMMENT, comment_id)


@pages.route(f"/knowledge/<{ID}:article_id>/kudos", methods=["GET", "POST"])
def thank_for_article(article_id: int) -> Response:
    """Thank those an article is owed to."""
    return _thank(KudosFor.ARTICLE, article_id)


@pages.route(f"/suggestions/<{ID}:suggestion_id>/kudos", methods=["GET", "POST"])
def thank_for_suggestion(suggestion_id: int) -> Response:
    """Thank whoever made a text better."""
    return _thank(KudosFor.SUGGESTION, suggestion_id)


def _thank(kind: KudosFor, item_id: int) -> Response:
    found = acts.find_thanked(actor(), kind, item_id)
    if request.method == "GET":
        return make_response(_form(kind, found, {}, {}))
    try:
        acts.give_kudos(actor(), kind, item_id, read_form(KudosDraft, request.form))
    except NotFound:
        raise
    except Refused as refusal:
        return make_response(_form(kind, found, request.form, errors_of(refusal)), refusal.status)
    flash("Said. They read it in your words.", "success")
    return redirect(found[0].item.href, 303)


def _form(kind: KudosFor, found: list[acts.Thanked], typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    item = found[0].item
    return page(
        "gamification/kudos_form.html",
        item=item,
        what=shelf(kind).words,
        people=_named([one.author_id for one in found]),
        budget=queries.budget(viewer().id),
        address=request.path,
        typed=typed,
        errors=errors,
    )


def _named(ids: list[int]) -> list[tuple[int, PersonCard]]:
    rows = session().execute(select(User.id, *person_columns()).where(User.id.in_(ids))).all()
    cards = {row.id: card for row in rows if (card := person_in(row)) is not None}
    return [(one, cards[one]) for one in ids if one in cards]


@pages.get("/people/<handle>/kudos")
def kudos_of(handle: str) -> str:
    """The thanks somebody got, in the words they were said in; to oneself also those one gave."""
    require_play()
    wanted = select(User.id, User.points_visibility, *person_columns()).where(User.handle == handle)
    row = session().execute(wanted.where(User.is_imported.is_(False))).first()
    person = person_in(row) if row is not None else None
    if row is None or person is None:
        raise NotFound
    own, after = row.id == viewer().id, request.args.get("after")
    gave = own and request.args.get("show") == "given"
    return page(
        "gamification/kudos.html",
        person=person,
        is_own=own,
        gave=gave,
        found=queries.given(actor(), after)
        if gave
        else queries.received(actor(), row.id, row.points_visibility, after),
        budget=queries.budget(row.id) if own else None,
        plays=is_playing(),
    )


@pages.get(f"/kudos/<{ID}:kudos_id>")
def one_kudos(kudos_id: int) -> Response:
    """Where kudos stand: on the page of whoever got them."""
    require_play()
    handle = queries.find_receiver(actor(), kudos_id)
    if handle is None:
        raise NotFound
    return redirect(f"/people/{handle}/kudos?after={encode_cursor(kudos_id + 1)}#kudos-{kudos_id}", 302)


@pages.post(f"/kudos/<{ID}:kudos_id>/hide")
def hide(kudos_id: int) -> Response:
    """Show them to nobody else."""
    return _do(lambda: acts.hide_kudos(actor(), kudos_id), "Only you see it now.", kudos_id)


@pages.post(f"/kudos/<{ID}:kudos_id>/show")
def show(kudos_id: int) -> Response:
    """Show them again."""
    return _do(lambda: acts.show_kudos(actor(), kudos_id), "It stands on your page again.", kudos_id)


@pages.post(f"/kudos/<{ID}:kudos_id>/report")
def report(kudos_id: int) -> Response:
    """Ask IT to look at them."""
    return _do(lambda: acts.report_kudos(actor(), kudos_id), "IT looks at it. Only you see it meanwhile.", kudos_id)


def _do(act: Callable[[], None], said: str, kudos_id: int) -> Response:
    act()
    flash(said, "success")
    return redirect(ways.back(f"/kudos/{kudos_id}"), 303)


@pages.get("/desk/kudos")
def reported_kudos() -> str:
    """Words that somebody was thanked with, and asked IT to look at."""
    require_play()
    require(Permission.MODERATE_KUDOS, actor())
    return page("gamification/kudos_desk.html", found=queries.reported(actor(), request.args.get("after")))


@pages.post(f"/kudos/<{ID}:kudos_id>/remove")
def remove(kudos_id: int) -> Response:
    """Take words away that are no thanks."""
    require(Permission.MODERATE_KUDOS, actor())
    try:
        acts.remove_kudos(actor(), kudos_id, read_form(RemovalDraft, request.form))
        flash("Removed. The log says why.", "success")
    except NotFound:
        raise
    except Refused as refusal:
        flash(refusal.sentence, "warn")
    return redirect(ways.back("/desk/kudos"), 303)


@pages.post(f"/kudos/<{ID}:kudos_id>/keep")
def keep(kudos_id: int) -> Response:
    """See no harm in them."""
    acts.keep_kudos(actor(), kudos_id)
    flash("It stays.", "success")
    return redirect(ways.back("/desk/kudos"), 303)
