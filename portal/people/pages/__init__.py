"""The pages of people: the door, faces and the directory, one's own settings, the administration."""
