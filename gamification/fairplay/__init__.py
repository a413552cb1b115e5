"""Fair play: what looks like farming is held and shown to a person, who decides. The machine never punishes."""
