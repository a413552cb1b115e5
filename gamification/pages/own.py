"""One's own pages: every point with its reason, what waits for a look, having it all removed."""

import csv
import io
from collections.abc import Iterator

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, request
from werkzeug.wrappers import Response

from gamification import queries, recaps
from gamification.actions import cases
from gamification.erasing import reset_points
from gamification.fairplay.queries import own_cases
from gamification.forms import AppealDraft
from gamification.pages.blueprint import ID, is_playing, pages, require_play
from gamification.versions import rules_at
from portal.core import clock
from portal.core.refusals import NotFound, Refused
from portal.web import ways
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.viewer import actor, viewer

_GROUPS = (("helped", "a colleague was helped, in any way"), ("vouched", "an answer was accepted or endorsed"))


@pages.get("/people/<handle>/points")
def points(handle: str) -> str:
    """One's own ledger. Nobody sees anybody else's, whatever their role."""
    _own(handle)
    kinds = rules_at(clock.now()).events
    event = _event()
    return page(
        "gamification/points.html",
        account=queries.account(viewer().id),
        lines=queries.ledger(viewer().id, request.args.get("after"), event),
        kinds=[*_GROUPS, *((str(kind), rule.says) for kind, rule in kinds.items())],
        event=event,
        is_off=not is_playing(),
        cases=own_cases(viewer().id),
    )


@pages.get("/people/<handle>/points.csv")
def export(handle: str) -> FlaskResponse:
    """One's own lines, all of them or those of one kind, to take along."""
    _own(handle)
    return FlaskResponse(
        _csv(viewer().id, _event()),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=points.csv", "Cache-Control": "no-store"},
    )


def _event() -> str:
    """The one kind of event that was asked for; empty for all of them."""
    event = request.args.get("event", "")
    return event if event in rules_at(clock.now()).events or event in queries.GROUPS else ""


def _csv(person: int, event: str) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["when", "points", "of the season alone", "why", "about", "counts"])
    for card in _every_line(person, event):
        counts = "waits for a look" if card.is_held else "settles within a day" if card.is_pending else "yes"
        points = (0, card.points) if card.is_of_season else (card.points, 0)
        title = card.subject_title
        # a spreadsheet would run what begins like a formula
        safe = f"'{title}" if title.startswith(("=", "+", "-", "@", "\t")) else title
        writer.writerow([card.at.isoformat(timespec="seconds"), *points, card.reason, safe, counts])
    return file.getvalue()


def _every_line(person: int, event: str) -> Iterator[queries.LedgerCard]:
    cursor: str | None = None
    while True:
        found = queries.ledger(person, cursor, event)
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


@pages.post("/people/<handle>/points/reset")
def reset(handle: str) -> Response:
    """Remove everything the game knows of oneself."""
    _own(handle)
    if request.form.get("sure") != "1":
        flash("Nothing was removed: please tick that you are sure.", "warn")
    else:
        reset_points(actor())
        flash("Everything the game knew of you is gone.", "success")
    return redirect(f"/people/{handle}/points", 303)


@pages.post(f"/people/<handle>/points/cases/<{ID}:case_id>/appeal")
def ask_again(handle: str, case_id: int) -> Response:
    """Ask for another look at what was taken back."""
    _own(handle)
    try:
        cases.appeal(actor(), case_id, read_form(AppealDraft, request.form))
        flash("Somebody else will look at it again.", "success")
    except Refused as refusal:
        flash(refusal.sentence, "warn")
    return redirect(f"/people/{handle}/points", 303)


@pages.get("/people/<handle>/season")
def own_season(handle: str) -> str:
    """A season of one's own, looked back on. Nobody sees anybody else's."""
    _own_and_playing(handle)
    now = clock.now()
    known = recaps.periods(now)
    wanted = request.args.get("season", "")
    period = next((one for one in known if f"{one.start:%Y-%m}" == wanted), known[0])
    return page(
        "gamification/season.html",
        recap=recaps.recap(viewer().id, period, now),
        period=period,
        periods=known,
        wants_mail=recaps.wants_mail(viewer().id),
    )


@pages.post("/people/<handle>/season/mail")
def season_mail(handle: str) -> Response:
    """Ask for a mail at a season's end, or no longer."""
    _own_and_playing(handle)
    wanted = request.form.get("wanted") == "1"
    recaps.choose_mail(actor(), wanted=wanted)
    flash("You get a mail when the season ends." if wanted else "No mail when a season ends.", "success")
    return redirect(ways.back(f"/people/{handle}/season"), 303)


def _own_and_playing(handle: str) -> None:
    _own(handle)
    if not is_playing():
        raise NotFound


def _own(handle: str) -> None:
    require_play()
    if handle != viewer().handle:
        abort(404)
