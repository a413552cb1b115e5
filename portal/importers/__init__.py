"""What the company already has elsewhere, read and brought in: question sites and Markdown libraries."""
