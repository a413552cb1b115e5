"""The pages of the game: one blueprint, a file for each matter."""

from gamification.pages import admin, boosts, fair_play, kudos, own, public, quests, slots
from gamification.pages.blueprint import pages

__all__ = ["admin", "boosts", "fair_play", "kudos", "own", "pages", "public", "quests", "slots"]
