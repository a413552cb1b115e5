"""Everything a person can do in the community."""
