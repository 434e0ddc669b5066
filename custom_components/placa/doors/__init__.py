"""Whether a door opens, and what becomes of the decision."""
