"""Finding things: what goes into the search index and when, and the pages that look into it."""
