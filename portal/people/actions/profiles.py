"""What people choose for themselves: what their page says, how far they play, what reaches them, which colours."""

from sqlalchemy import delete, insert, select

from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import Application, Department, Site, User, user_applications
from portal.core.permissions import Actor
from portal.core.play import play
from portal.core.refusals import Invalid
from portal.people.events import PointsVisibilityChosen, ProfileChanged
from portal.people.finding import held
from portal.people.forms import ChannelDraft, PointsDraft, ProfileDraft, ThemeDraft


@action
def change_profile(actor: Actor, draft: ProfileDraft) -> None:
    """Change what one's page says and what travels with one's questions. Raises Invalid for a place nobody knows."""
    user = held(actor.id)
    user.rename(draft.name)
    user.job = draft.job
    user.about = draft.about
    user.reach_me = draft.reach_me
    user.department_id = _known(Department, draft.department_id, user.department_id, "department_id")
    user.site_id = _known(Site, draft.site_id, user.site_id, "site_id")
    user.device = draft.device
    user.timezone = draft.timezone
    user.languages = ",".join(draft.languages)
    _use_applications(user, draft.application_ids)
    record(ProfileChanged(user_id=user.id, name=user.name), actor.id)


@action
def choose_points_visibility(actor: Actor, draft: PointsDraft) -> None:
    """Choose how far to take part in the game. The same again changes nothing."""
    user = held(actor.id)
    country = session().scalar(select(Site.country).where(Site.id == user.site_id)) or ""
    if play().held_to(draft.visibility, country) is not draft.visibility:
        raise Invalid({"visibility": "The company does not play that way where you work."})
    if user.points_visibility is draft.visibility:
        return
    user.points_visibility, user.points_wish = draft.visibility, None
    record(PointsVisibilityChosen(user_id=user.id, visibility=draft.visibility.value), actor.id)


@action
def choose_channel(actor: Actor, draft: ChannelDraft) -> None:
    """Choose whether mails come beside the bell."""
    held(actor.id).channel = draft.channel


@action
def choose_theme(actor: Actor, draft: ThemeDraft) -> None:
    """Choose light, dark, or as the system has it."""
    held(actor.id).theme = draft.theme


def _known(kind: type[Department] | type[Site], wanted: int | None, now: int | None, field: str) -> int | None:
    """`wanted`, if it can be chosen: a retired place only by who is there already."""
    if wanted is None or wanted == now:
        return wanted
    if session().scalar(select(kind.id).where(kind.id == wanted, kind.retired_at.is_(None))) is None:
        raise Invalid({field: "Please choose one of the list."})
    return wanted


def _use_applications(user: User, wanted: list[int]) -> None:
    known = set(session().scalars(select(Application.id).where(Application.id.in_(wanted))))
    if known != set(wanted):
        raise Invalid({"application_ids": "Please choose from the list."})
    session().execute(delete(user_applications).where(user_applications.c.user_id == user.id))
    if known:
        rows = [{"user_id": user.id, "application_id": application_id} for application_id in sorted(known)]
        session().execute(insert(user_applications), rows)
