"""The HTTP edge: what is refused, how it is said, and what every answer carries."""
