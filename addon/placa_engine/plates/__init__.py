"""What a license plate may say: alphabet, formats, look-alikes, and one reading of it."""
