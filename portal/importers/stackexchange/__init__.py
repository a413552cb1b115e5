"""A question site in the Stack Exchange dump format: one folder, one XML file per table."""
