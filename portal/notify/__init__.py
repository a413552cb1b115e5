"""Telling people: lines in the bell, and mails. `tell` is how every other room does it."""

from portal.notify.telling import tell, withdraw

__all__ = ["tell", "withdraw"]
