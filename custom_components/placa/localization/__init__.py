"""What people read beyond Home Assistant's own texts: sentences by code and values."""
