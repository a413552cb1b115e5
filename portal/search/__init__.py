"""The search engine: an index of plain documents, a query language and the ranking."""
