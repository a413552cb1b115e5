"""Telling people: lines in the bell, and mails. `tell` is how every other room does it."""

from portal.notify.telling import tell, tell_earned, withdraw

__all__ = ["tell", "tell_earned", "withdraw"]
