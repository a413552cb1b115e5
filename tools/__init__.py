"""What sets the project up, checks, builds and measures it. Standard library only where a fresh machine runs it."""
