"""The site itself: the home page, where every room hangs up what concerns this person now."""
