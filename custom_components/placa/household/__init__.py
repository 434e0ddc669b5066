"""Who belongs here: vehicles, their plates, and where they are."""
