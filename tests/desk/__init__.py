"""Tests of the analysts' room."""
