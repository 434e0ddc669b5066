"""What the engine says, hears and remembers, as Home Assistant sees it."""
