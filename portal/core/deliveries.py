"""Making the deliveries: each in a transaction of its own, retried alone with growing pauses, parked in the end."""

import logging
from datetime import timedelta

from sqlalchemy import func, select, update

from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.facts import subscriptions
from portal.core.models import Delivery, DeliveryState, FactRow

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=2)


def deliver_due(limit: int = 200) -> int:
    """Make up to `limit` deliveries that are due, oldest first. Returns how many were tried.

    Those to subscribers this process does not know are left to one that does.
    """
    due = (
        select(Delivery.id)
        .where(Delivery.state == DeliveryState.PENDING, Delivery.due_at <= clock.now())
        .where(Delivery.subscriber.in_(subscriptions.subscribers()))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
    )
    ids = list(session().scalars(due))
    release()
    for delivery_id in ids:
        deliver(delivery_id)
    return len(ids)


def deliver_all() -> int:
    """Make every delivery that is due, and those that they cause. Returns how many were tried."""
    total = 0
    while made := deliver_due():
        total += made
    return total


def deliver(delivery_id: int) -> bool:
    """Make one delivery. Returns whether it has arrived; another worker holding it counts as not."""
    try:
        with transaction():
            return _make(delivery_id)
    except Exception as problem:
        log.exception("delivery %s failed", delivery_id)
        with transaction():
            _put_off(delivery_id, problem)
        return False


def make_earlier(subscriber: str, before_fact: int) -> int:
    """Make what one subscriber has not heard of yet and should have, oldest first, in the open transaction.

    For reactions that depend on the order of facts. What fails is left to its own tries. Returns how many were made.
    """
    waiting = session().execute(
        select(Delivery.id, Delivery.fact_id)
        .where(Delivery.subscriber == subscriber, Delivery.state == DeliveryState.PENDING)
        .where(Delivery.fact_id < before_fact)
        .order_by(Delivery.fact_id)
    )
    made = 0
    for row in waiting.all():
        try:
            with session().begin_nested():
                made += _make(row.id)
        except Exception:
            log.exception("delivery %s failed before its turn", row.id)
    return made


def _make(delivery_id: int) -> bool:
    # On PostgreSQL another worker may hold the row; on SQLite the write transaction itself is the lock.
    delivery = session().scalar(select(Delivery).where(Delivery.id == delivery_id).with_for_update(skip_locked=True))
    if delivery is None or delivery.state is not DeliveryState.PENDING:
        return False
    row = session().get_one(FactRow, delivery.fact_id)
    reaction = subscriptions.reaction(delivery.subscriber, row.kind)
    if reaction is not None:
        fact = subscriptions.read(row)
        reaction(fact.event, fact)
    session().delete(delivery)
    return True


def _put_off(delivery_id: int, problem: Exception) -> None:
    delivery = session().get(Delivery, delivery_id)
    if delivery is None:
        return
    delivery.attempts += 1
    delivery.problem = f"{type(problem).__name__}: {problem}"[:1000]
    delivery.due_at = clock.now() + FIRST_PAUSE * 3 ** (delivery.attempts - 1)
    if delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = DeliveryState.PARKED


def retry_parked() -> int:
    """Give every parked delivery a new set of tries. Returns how many there were."""
    with transaction():
        done = session().execute(
            update(Delivery)
            .where(Delivery.state == DeliveryState.PARKED)
            .values(state=DeliveryState.PENDING, attempts=0, due_at=clock.now())
            .returning(Delivery.id)
        )
        return len(done.all())


def counts() -> dict[DeliveryState, int]:
    """How many deliveries are under way, and how many are parked."""
    rows = session().execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in DeliveryState}
