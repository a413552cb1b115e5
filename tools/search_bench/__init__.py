"""How well and how fast the search engine finds, beside other engines. `make bench-search` runs it."""
