"""Quests: a goal for a while that somebody takes on of their own accord, alone, with their department, or all of us."""
