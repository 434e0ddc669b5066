"""Time and memory of the stages, measured where the engine runs."""
