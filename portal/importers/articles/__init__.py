"""A library of Markdown articles with front matter, as documentation repositories keep them."""
