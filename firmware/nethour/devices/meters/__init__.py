"""Meters: register profiles as data, and one reader for all of them."""
