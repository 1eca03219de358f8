"""The firmware's tasks: control loop, meter, relays, journal, console, and what starts and stops them."""
