"""The HTTP edge of the ground: who is looking, forms, errors, paging, slots, security. Imports only portal.core."""
