"""Sets the project up, checks, builds and measures it. Standard library only: a fresh machine runs it."""
