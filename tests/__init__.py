"""The tests: behaviour, mostly through HTTP and a real database."""
