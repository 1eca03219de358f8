"""The parts of the virtual board: clock, chip (process), cable (pseudo-terminal), wire between."""
