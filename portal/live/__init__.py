"""Live: open pages hear of what happens while it happens. What they hear is an id; the words they fetch as a page."""
