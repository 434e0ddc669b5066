"""What runs beside the entities: reminders, expiry, and problems that are raised as issues."""
