"""What must survive a restart of Home Assistant."""
