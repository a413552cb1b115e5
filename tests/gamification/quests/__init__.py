"""Quests, from their file to their pages."""
