"""The official library: articles, where they come from, and when they are due. The second floor."""
