"""The search engine: documents in, results out."""
