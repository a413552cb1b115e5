"""A question's life as acts: what was written about it, and the small taps of those who read it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from portal.demo import acts
from portal.demo.acts import Act, AnswerRef, ArticleRef, CommentRef, FlagRef, QuestionRef
from portal.demo.library import ArticleScript
from portal.demo.staging import Make, Stage, Written
from portal.demo.talk import AnswerScript, CommentScript, EditScript, FlagScript, Thread


def stage_thread(stage: Stage, thread: Thread, articles: dict[str, ArticleScript]) -> list[Act]:
    """Everything that happened on one question, the promotion of an answer included."""
    told = stage.resolve([*_on_question(stage, thread), *_on_answers(thread, articles)])
    return [*told, *_taps_on_question(stage, thread, told), *_taps_on_answers(stage, thread, told)]


def _on_question(stage: Stage, thread: Thread) -> Iterator[Written]:
    ref = QuestionRef(thread.slug)
    site = stage.company.sites_by_slug[thread.site] if thread.site else stage.company.site_of(thread.asker)
    yield Written(
        thread.at,
        thread.asker,
        partial(
            acts.Asked,
            question=ref,
            title=thread.title,
            body=thread.body,
            application=thread.application,
            tags=thread.tags,
            site=site.name,
            device=thread.device,
            visibility=thread.visibility,
        ),
    )
    yield from _edits(ref, thread.edits)
    yield from _comments(ref, thread.comments)
    yield from _flags(ref, thread.flags)
    yield from _closing(ref, thread)


def _closing(ref: QuestionRef, thread: Thread) -> Iterator[Written]:
    if duplicate := thread.duplicate:
        of, why = QuestionRef(duplicate.of), duplicate.note
        yield Written(
            duplicate.at,
            duplicate.by,
            partial(acts.ClosedAsDuplicate, question=ref, of=of, note=why),
        )
    if closed := thread.closed:
        yield Written(closed.at, closed.by, partial(acts.Closed, question=ref, note=closed.note))
    if reopened := thread.reopened:
        yield Written(
            reopened.at,
            reopened.by,
            partial(acts.Reopened, question=ref, note=reopened.note),
        )
    if boost := thread.boost:
        yield Written(boost.at, boost.by, partial(acts.Boosted, question=ref, points=boost.points))
    if locked := thread.locked:
        yield Written(locked.at, locked.by, partial(acts.Locked, question=ref, note=locked.note))
    if hidden := thread.hidden:
        yield Written(hidden.at, hidden.by, partial(acts.Hidden, post=ref, note=hidden.note))


def _on_answers(thread: Thread, articles: dict[str, ArticleScript]) -> Iterator[Written]:
    for answer in thread.answers:
        ref = AnswerRef(thread.slug, answer.by)
        yield _answered(ref, answer)
        yield from _edits(ref, answer.edits)
        yield from _comments(ref, answer.comments)
        yield from _flags(ref, answer.flags)
        yield from _judged(ref, thread.asker, answer)
        if answer.promoted:
            article = articles[answer.promoted.article]
            yield Written(answer.promoted.at, answer.promoted.by, _promoted(ref, article))


def _answered(ref: AnswerRef, answer: AnswerScript) -> Written:
    return Written(answer.at, answer.by, partial(acts.Answered, answer=ref, body=answer.body))


def _judged(ref: AnswerRef, asker: str, answer: AnswerScript) -> Iterator[Written]:
    if answer.accepted:
        yield Written(answer.accepted, asker, partial(acts.Accepted, answer=ref))
    if took_back := answer.unaccepted:
        yield Written(
            took_back.at,
            took_back.by,
            partial(acts.Unaccepted, answer=ref, note=took_back.note),
        )
    if endorsed := answer.endorsed:
        yield Written(
            endorsed.at,
            endorsed.by,
            partial(acts.Endorsed, answer=ref, note=endorsed.note),
        )
    if hidden := answer.hidden:
        yield Written(hidden.at, hidden.by, partial(acts.Hidden, post=ref, note=hidden.note))
    for kudos in answer.kudos:
        yield Written(kudos.at, kudos.by, partial(acts.GaveKudos, answer=ref, words=kudos.words))
    for misfit in answer.did_not_work:
        yield Written(
            misfit.at,
            misfit.by,
            partial(acts.DidNotWork, item=ref, reason=misfit.reason, note=misfit.note),
        )


def _promoted(ref: AnswerRef, article: ArticleScript) -> Make:
    return partial(
        acts.Promoted,
        article=ArticleRef(article.slug),
        title=article.title,
        category=article.category,
        application=article.application,
        tags=article.tags,
        review=article.review,
        sections=article.first_sections(),
        answer=ref,
    )


def _edits(ref: QuestionRef | AnswerRef, edits: Sequence[EditScript]) -> Iterator[Written]:
    for edit in edits:
        yield Written(
            edit.at,
            edit.by,
            partial(acts.Edited, post=ref, title=edit.title, body=edit.body, note=edit.note),
        )


def _comments(ref: QuestionRef | AnswerRef, comments: Sequence[CommentScript]) -> Iterator[Written]:
    for number, comment in enumerate(comments, start=1):
        here = CommentRef(ref, number)
        yield Written(
            comment.at,
            comment.by,
            partial(acts.Commented, comment=here, body=comment.body),
        )
        yield from _flags(here, comment.flags)
        if hidden := comment.hidden:
            yield Written(
                hidden.at,
                hidden.by,
                partial(acts.Hidden, post=here, note=hidden.note),
            )


def _flags(ref: acts.Post, flags: Sequence[FlagScript]) -> Iterator[Written]:
    for number, flag in enumerate(flags, start=1):
        here = FlagRef(ref, number)
        yield Written(
            flag.at,
            flag.by,
            partial(acts.Flagged, flag=here, reason=flag.reason, note=flag.note),
        )
        if decided := flag.decided:
            yield Written(
                decided.at,
                decided.by,
                partial(acts.DecidedFlag, flag=here, state=flag.state, note=decided.note),
            )


def _until(stage: Stage, told: Sequence[Act], since: datetime, answer: AnswerRef | None) -> datetime:
    """How long people could still tap: until the question was closed, locked or hidden, or the answer was."""
    ends = (
        act.at
        for act in told
        if isinstance(act, acts.ClosedAsDuplicate | acts.Closed | acts.Locked)
        or (isinstance(act, acts.Hidden) and (isinstance(act.post, QuestionRef) or act.post == answer))
    )
    return min((end for end in ends if end > since), default=stage.calendar.latest)


def _taps_on_question(stage: Stage, thread: Thread, told: Sequence[Act]) -> Iterator[Act]:
    ref = QuestionRef(thread.slug)
    asked = told[0].at
    until = _until(stage, told, asked, None)
    yield from stage.taps(
        f"{thread.slug}/me-too",
        thread.me_too,
        asked,
        until,
        partial(acts.MarkedMeToo, question=ref),
    )
    yield from stage.taps(
        f"{thread.slug}/follow",
        thread.follows,
        asked,
        until,
        partial(acts.Followed, question=ref),
    )


def _taps_on_answers(stage: Stage, thread: Thread, told: Sequence[Act]) -> Iterator[Act]:
    answered = {act.answer: act.at for act in told if isinstance(act, acts.Answered)}
    for answer in thread.answers:
        ref = AnswerRef(thread.slug, answer.by)
        since = answered[ref]
        until = _until(stage, told, since, ref)
        yield from stage.taps(
            f"{thread.slug}/{answer.by}/helpful",
            answer.helpful,
            since,
            until,
            partial(acts.VotedHelpful, answer=ref),
        )
        yield from stage.taps(
            f"{thread.slug}/{answer.by}/solved",
            answer.solved_it,
            since,
            until,
            partial(acts.SolvedIt, item=ref),
        )
