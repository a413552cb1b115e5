"""Questboard. Kept empty, so that importing the ground never loads the roof."""
