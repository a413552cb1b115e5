"""Who may do what: two tables that a person can read, and the tests that hold the rules and every page to them."""
