"""The game: points, levels and badges for outcomes that helped somebody else. The portal works without it."""
