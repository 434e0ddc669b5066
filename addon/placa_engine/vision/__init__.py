"""From one picture to the plates in it and their texts."""
