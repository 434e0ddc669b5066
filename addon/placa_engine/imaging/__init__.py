"""Pictures and geometry in them: decoding, letterboxing, rectifying, what surrounds a plate."""
