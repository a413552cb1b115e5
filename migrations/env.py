"""Alembic's way in: the portal's own tables, on the connection `questboard migrate` hands over."""

from alembic import context

import community.models
import gamification.models
import gamification.quests.models
import knowledge.models
import portal.core.models
import portal.finding.models
import portal.importers.models
import portal.people.models
from portal.core.db import Base
from portal.core.settings import load_settings

ROOMS = (
    portal.core.models,
    portal.people.models,
    community.models,
    knowledge.models,
    gamification.models,
    gamification.quests.models,
    portal.importers.models,
    portal.finding.models,
)


def run() -> None:
    """Migrate online, each migration in a transaction of its own."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run_on(connection)
        return
    from portal.core.db import Database

    database = Database(load_settings().database)
    with database.open_writing_session() as session, session.begin():
        _run_on(session.connection())


def _run_on(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=Base.metadata,
        render_as_batch=False,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
