"""The demo company as one value: read from this folder, checked, and played as a time-ordered stream of acts.

Pure: no web, no database. A loader replays `Script.acts(now)` through the portal's own actions, its clock
moved to each act's time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.demo import acts
from portal.demo.acts import Act
from portal.demo.cast import Company
from portal.demo.checks import find_problems
from portal.demo.fields import ScriptError
from portal.demo.library import ArticleScript
from portal.demo.moments import Calendar
from portal.demo.quests import QuestScript, quest_problems, read_quests, stage_quest
from portal.demo.reading_articles import read_articles
from portal.demo.reading_company import read_company
from portal.demo.reading_threads import read_threads
from portal.demo.staging import Stage
from portal.demo.staging_articles import stage_article
from portal.demo.staging_threads import stage_thread
from portal.demo.talk import Thread

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """The whole company: who works there, what was asked, what became knowledge, what was set out to do."""

    company: Company
    threads: tuple[Thread, ...]
    articles: tuple[ArticleScript, ...]
    quests: tuple[QuestScript, ...] = ()

    def acts(self, now: datetime) -> tuple[Act, ...]:
        """Everything that happened, oldest first, for a loading at `now` (aware); nothing after `now`."""
        stage = Stage(self.company, Calendar(now))
        articles = {article.slug: article for article in self.articles}
        told = [act for thread in self.threads for act in stage_thread(stage, thread, articles)]
        promoted = {act.article.article: act.at for act in told if isinstance(act, acts.Promoted)}
        for article in self.articles:
            told += stage_article(stage, article, promoted.get(article.slug))
        for quest in self.quests:
            told += stage_quest(stage, quest)
        return tuple(sorted(told, key=lambda act: act.at))

    def joined_at(self, handle: str, now: datetime) -> datetime:
        """When the person's account was made; earlier than anything they did."""
        return now - timedelta(days=self.company.person(handle).joined_days_ago)


def load_script(folder: Path = HERE) -> Script:
    """Read and check the demo company. A ScriptError lists everything that is wrong."""
    threads = read_threads(folder / "threads")
    script = Script(
        company=read_company(folder / "company.yml"),
        threads=threads,
        articles=read_articles(folder / "articles", threads),
        quests=read_quests(folder / "quests.yml"),
    )
    problems = find_problems(script.company, script.threads, script.articles)
    problems += quest_problems(script.company, script.quests)
    if problems:
        raise ScriptError("\n".join(problems))
    return script
