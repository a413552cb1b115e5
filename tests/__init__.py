"""The tests. `tests.support` holds what they stand on."""
