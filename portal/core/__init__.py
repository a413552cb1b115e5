"""The ground of the house: what every room stands on. Imports nothing above itself."""
