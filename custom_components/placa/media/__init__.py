"""Pictures and sightings as Home Assistant shows them, and the record of who looked."""
