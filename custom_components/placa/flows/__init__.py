"""Forms for the things of the household."""
