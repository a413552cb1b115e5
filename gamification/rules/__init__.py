"""The rule sets: one readable file each. The first lines of a file say what it is for."""
