"""From a camera to the frames that are worth looking at."""
