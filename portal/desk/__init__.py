"""The desk: the analysts' room. One queue of everything that waits, and what can be done about it on the spot."""
