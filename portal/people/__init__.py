"""People: signing in, profiles, roles, invitations, suspension, the company they work in, and the audit log."""
