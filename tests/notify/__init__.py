"""Tests of what people are told, and of the mails."""
