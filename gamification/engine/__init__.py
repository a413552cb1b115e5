"""The rules of the game, without a database: what an event is worth, given what was paid before."""
