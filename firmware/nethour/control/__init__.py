"""The controller. Pure: imports nothing outside this package, not even `time`; the same files run everywhere."""
