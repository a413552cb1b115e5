"""The look in a real browser: what the script does to a page, and whether everybody can use it."""
