"""The decision at a door: pure functions from circumstances to a verdict with every reason."""
