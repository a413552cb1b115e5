"""The demo company: who works there, what they wrote, and the order in which it happened."""
