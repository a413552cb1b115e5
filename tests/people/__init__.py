"""Tests of people: signing in, profiles, administration, the audit log."""
