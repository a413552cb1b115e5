"""The pages of the community: one blueprint, a file for each matter."""

from community.pages import answers, asking, comments, history, moderation, questions, reading, suggestions, tags
from community.pages.blueprint import pages

__all__ = [
    "answers",
    "asking",
    "comments",
    "history",
    "moderation",
    "pages",
    "questions",
    "reading",
    "suggestions",
    "tags",
]
