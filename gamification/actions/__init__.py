"""Everything a person can do in the game's rooms: turn switches, design badges, decide cases, appeal."""
