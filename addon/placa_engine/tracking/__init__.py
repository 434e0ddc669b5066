"""From the plates of many frames to one sighting of one vehicle."""
