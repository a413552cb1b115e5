"""Live pages: the hub alone, the line under hostile words, and two real browsers."""
