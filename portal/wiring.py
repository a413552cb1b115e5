"""Who reacts to what, who hangs what where, which rooms there are, what the worker does: the only page that says so."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Flask

from community import audit as community_audit
from community import events as community_events
from community import items as community_items
from community import news as community_news
from community import reactions as community_reactions
from community.queries.person import said_by_askers
from community.reading import write_reads as write_question_reads
from community.rules import rules
from gamification import audit as game_audit
from gamification import events as game_events
from gamification import news
from gamification import reactions as game
from gamification.actions import switches
from gamification.actions.boosts import settle_boosts
from gamification.boosted import look_at_boosts
from gamification.erasing import age_ledger
from gamification.fairplay.running import watch
from gamification.proving import prove_as_a_chore
from gamification.quests.settling import forget_old_quests, settle_quests
from gamification.recaps import Words, send_recaps, use_words
from gamification.standings import review_everybodys_badges, settle_final_lines
from knowledge import audit as knowledge_audit
from knowledge import events as knowledge_events
from knowledge import items as knowledge_items
from knowledge import news as knowledge_news
from knowledge import reactions as knowledge_reactions
from knowledge.reads import write_reads as write_article_reads
from knowledge.reviews import announce_due_reviews
from portal.core.facts import Event, Fact, subscriptions
from portal.core.items import forget_items, know_answers, know_items
from portal.core.permissions import Permission
from portal.core.play import look_again
from portal.core.settings import Settings
from portal.finding import audit as finding_audit
from portal.finding import events as finding_events
from portal.finding import meaning
from portal.finding.alike import find_similar
from portal.finding.index import use_index
from portal.finding.keeping import Keeper
from portal.finding.meaning import Encoding, read_vectors, use_model
from portal.finding.outcomes import forget_names, settle_searches
from portal.finding.related import Relating, related_to
from portal.finding.seen import write_seen
from portal.notify import events as notify_events
from portal.notify import mails
from portal.notify.sending import Postman
from portal.people import audit as people_audit
from portal.people import events as people_events
from portal.people import links, pauses
from portal.people import reactions as people_reactions
from portal.people.audit import know_acts
from portal.web import rendering, slots
from portal.web.similar import use_finders

E = TypeVar("E", bound=Event)
Work = tuple[str, Callable[[], int], float]


def wire(settings: Settings, app: Flask | None = None) -> None:
    """Put the house together: its subscriptions always, its pages if there is an `app` to serve them."""
    subscriptions.clear()
    slots.clear()
    rendering.forget_rooms()
    links.sign_with(settings.signing_key())
    mails.write_for(settings)
    use_index(settings)
    use_model(settings)
    use_finders(find_similar, related_to)
    use_words(_words_of_askers)
    acts_of_rooms = (people_audit, community_audit, knowledge_audit, finding_audit, game_audit)
    forget_items()
    for kind, shelf in {**community_items.ITEMS, **knowledge_items.ITEMS}.items():
        know_items(kind, shelf)
    know_answers(community_items.standing_answers)
    for acts in (room.ACTS for room in acts_of_rooms):
        know_acts(acts)
    _subscribe()
    if app is not None:
        _open_rooms(app)
        _open_sockets(app, settings)


def _words_of_askers(person: int, since: datetime, until: datetime, most: int) -> list[Words]:
    """What those whom somebody helped wrote to them: the game knows no comments, so it is told here."""
    return [Words(one.words, one.name, one.at) for one in said_by_askers(person, since, until, most)]


def _subscribe() -> None:
    """Each line: the subscriber's name, the fact, the reaction."""
    _let_everything_be_read()
    _let_search_hear()
    _let_the_game_react()
    _write_mails()
    _tell_people()


def _let_everything_be_read() -> None:
    """Facts are read back by their class, also those nobody reacts to."""
    for room in (people_events, notify_events, community_events, knowledge_events, game_events, finding_events):
        for found in vars(room).values():
            if isinstance(found, type) and issubclass(found, Event) and found.__module__ == room.__name__:
                subscriptions.know(found)


def _let_search_hear() -> None:
    for event in community_reactions.TOLD_TO_SEARCH:
        subscriptions.add("search", event, community_reactions.mark_question_dirty)
    subscriptions.add("search", community_events.TagChanged, community_reactions.mark_tag_dirty)
    subscriptions.add("search", people_events.ProfileChanged, community_reactions.mark_askers_dirty)
    subscriptions.add("search", people_events.DepartmentChanged, community_reactions.mark_department_dirty)
    subscriptions.add("search", people_events.SiteChanged, community_reactions.mark_site_dirty)
    subscriptions.add("search", people_events.ApplicationChanged, community_reactions.mark_application_dirty)
    for about_article in knowledge_reactions.TOLD_TO_SEARCH:
        subscriptions.add("search", about_article, knowledge_reactions.mark_article_dirty)
    subscriptions.add("library", community_events.TagChanged, knowledge_reactions.follow_tag)
    subscriptions.add("library", people_events.ApplicationChanged, knowledge_reactions.mark_application_dirty)


def _let_the_game_react() -> None:
    for event in game.POSITIVE:
        subscriptions.add(game.SUBSCRIBER, event, game.in_turn(game.settle))
    for event, undo in game.NEGATIVE:
        subscriptions.add(game.SUBSCRIBER, event, game.in_turn(undo))
    subscriptions.add("game news", game_events.BadgeEarned, news.tell_about_badge)
    subscriptions.add("game news", game_events.BadgeGiven, news.tell_about_given_badge)
    subscriptions.add("game news", game_events.LevelReached, news.tell_about_level)
    subscriptions.add("game news", game_events.KudosGiven, news.tell_about_kudos)
    subscriptions.add("game news", game_events.KudosRemoved, news.withdraw_kudos)
    subscriptions.add("game news", game_events.BoostAwarded, news.tell_about_boost)
    subscriptions.add("game news", game_events.RulesChanged, news.tell_about_rules)
    subscriptions.add("game news", game_events.CaseDecided, news.tell_about_case)
    subscriptions.add("game news", game_events.AppealDecided, news.tell_about_appeal)
    subscriptions.add("game news", game_events.QuestCompleted, news.tell_about_quest)
    subscriptions.add("game news", game_events.QuestMet, news.tell_about_goal)
    subscriptions.add("game news", game_events.QuestOffered, news.tell_about_offer)
    subscriptions.add("game news", game_events.QuestDeclined, news.tell_about_declining)
    for came_or_moved in (people_events.PersonAdded, people_events.InvitationAccepted, people_events.ProfileChanged):
        subscriptions.add("game rights", came_or_moved, switches.follow_person)
    subscriptions.add("game rights", people_events.SiteChanged, switches.follow_site)


def _write_mails() -> None:
    hear = subscriptions.add
    hear("mail", people_events.PasswordResetRequested, people_reactions.mail_reset_link)
    hear("mail", people_events.PersonInvited, people_reactions.mail_invitation)
    hear("mail", people_events.PasswordChanged, people_reactions.mail_password_notice)


def _tell_people() -> None:
    def hear(event: type[E], reaction: Callable[[E, Fact], None]) -> None:
        subscriptions.add("notify", event, reaction)

    hear(people_events.RoleGiven, people_reactions.tell_role)
    hear(people_events.PersonSuspended, people_reactions.tell_suspension)
    hear(people_events.SuspensionLifted, people_reactions.tell_lifting)
    hear(community_events.QuestionAsked, community_news.on_question_asked)
    hear(community_events.QuestionEdited, community_news.on_question_edited)
    hear(community_events.QuestionDeleted, community_news.on_question_deleted)
    hear(community_events.QuestionClosed, community_news.on_question_closed)
    hear(community_events.AnswerPosted, community_news.on_answer_posted)
    hear(community_events.AnswerEdited, community_news.on_answer_edited)
    hear(community_events.AnswerDeleted, community_news.on_answer_deleted)
    hear(community_events.AnswerAccepted, community_news.on_answer_accepted)
    hear(community_events.AnswerEndorsed, community_news.on_answer_endorsed)
    hear(community_events.AnswerDidNotWork, community_news.on_answer_did_not_work)
    hear(community_events.CommentPosted, community_news.on_comment_posted)
    hear(community_events.CommentEdited, community_news.on_comment_edited)
    hear(community_events.CommentDeleted, community_news.on_comment_deleted)
    hear(community_events.EditSuggested, community_news.on_edit_suggested)
    hear(community_events.SuggestionTaken, community_news.on_suggestion_taken)
    hear(community_events.SuggestionDeclined, community_news.on_suggestion_declined)
    hear(knowledge_events.ArticleDrafted, knowledge_news.on_article_drafted)
    hear(knowledge_events.ArticlePublished, knowledge_news.on_article_published)
    hear(knowledge_events.ArticleReviewDue, knowledge_news.on_review_due)
    hear(knowledge_events.ArticleDidNotWork, knowledge_news.on_article_did_not_work)


def _open_sockets(app: Flask, settings: Settings) -> None:
    """Only what serves pages needs them."""
    from portal.live.sockets import open_sockets

    open_sockets(app, settings)


def _open_rooms(app: Flask) -> None:
    """The blueprints, and the rooms of the navigation in their order."""
    from community import api as community_api
    from community import pages as community_pages
    from gamification import pages as game_pages
    from knowledge import pages as knowledge_pages
    from portal.desk import pages as desk_pages
    from portal.finding import desk_pages as search_desk
    from portal.finding import pages as finding_pages
    from portal.notify import pages as notify_pages
    from portal.people.pages import admin, door, faces, log
    from portal.people.pages import company as company_pages
    from portal.people.pages import settings as own_settings
    from portal.site import pages as site_pages
    from portal.web.styleguide import styleguide

    app.register_blueprint(site_pages.pages)
    app.register_blueprint(styleguide)
    app.register_blueprint(community_pages.pages)
    app.register_blueprint(community_api.api)
    app.register_blueprint(game_pages.pages)
    app.register_blueprint(desk_pages.pages)
    slots.fill("person_figures", game_pages.slots.figures_slot)
    slots.fill("person_below", game_pages.slots.profile_slot)
    slots.fill("person_below", knowledge_pages.person_slot)
    slots.fill("person_below", community_pages.person.person_slot)
    app.register_blueprint(door.door)
    app.register_blueprint(faces.faces)
    app.register_blueprint(own_settings.settings)
    for blueprint in (admin.admin, company_pages.parts, log.log, notify_pages.pages):
        app.register_blueprint(blueprint)
    app.register_blueprint(knowledge_pages.pages)
    slots.fill("answer", knowledge_pages.answer_slot)
    slots.fill("answer", game_pages.slots.answer_slot)
    slots.fill("comment-thanks", game_pages.slots.comment_slot)
    slots.fill("article", game_pages.slots.article_slot)
    slots.fill("question-rail", game_pages.slots.boost_slot)
    slots.fill("questions-rail", game_pages.slots.lifted_slot)
    slots.fill("suggestion", game_pages.slots.suggestion_slot)
    app.register_blueprint(finding_pages.pages)
    app.register_blueprint(search_desk.pages)
    slots.fill("article-rail", finding_pages.article_rail)
    slots.fill("desk-head", game_pages.slots.desk_slot)
    slots.fill("home-top", game_pages.slots.home_top_slot)
    slots.fill("home-rail", game_pages.slots.home_slot)
    slots.fill("desk-head", game_pages.slots.quests_at_desk)
    slots.fill("points-settings", game_pages.slots.season_slot)
    rendering.add_room(rendering.Room("site.index", "/", "Home", "house", "h"))
    rendering.add_room(rendering.Room("community.questions", "/questions", "Questions", "question-circle", "q"))
    rendering.add_room(rendering.Room("knowledge.library", "/knowledge", "Knowledge", "book", "k"))
    rendering.add_room(rendering.Room("desk.desk", "/desk", "Desk", "inbox", "d", Permission.USE_DESK))


def chores_of_pages() -> list[Work]:
    """What whoever serves pages does beside it: writes down what was noted in its own memory."""
    return [
        ("question reads", write_question_reads, rules().readers.written_every_seconds),
        ("article reads", write_article_reads, 5.0),
        ("searches", write_seen, 5.0),
        ("switches", look_at_switches, 5.0),
        ("boosted questions", look_at_boosted, 5.0),
        ("meanings", read_vectors, 3.0),
    ]


def look_at_switches() -> int:
    """Another process may have turned one."""
    look_again()
    return 0


def look_at_boosted() -> int:
    """Another process may have lifted a question."""
    look_at_boosts()
    return 0


def chores(settings: Settings) -> list[Work]:
    """What the worker does beside deliveries: a name, the work, and the seconds between two rounds."""
    relating = Relating()
    return [
        ("switches", look_at_switches, 5.0),
        ("index", Keeper(meaning.hear_of, relating.hear_of), 0.0),
        ("due reviews", announce_due_reviews, 60.0),
        ("vectors", Encoding(), 0.0),
        ("related", relating, 0.0),
        ("outcomes of searches", settle_searches, 60.0),
        ("names in searches", forget_names, 3600.0),
        ("final points", settle_final_lines, 60.0),
        ("quests", settle_quests, 60.0),
        ("season recaps", send_recaps, 3600.0),
        ("fair play", watch, 600.0),
        ("boosts", settle_boosts, 60.0),
        ("badges", review_everybodys_badges, 24 * 3600.0),
        ("old points", age_ledger, 24 * 3600.0),
        ("old quests", forget_old_quests, 24 * 3600.0),
        ("proof of points", prove_as_a_chore, 24 * 3600.0),
        ("mails", Postman(settings), 2.0),
        ("old attempts", pauses.forget_old, 3600.0),
    ]
