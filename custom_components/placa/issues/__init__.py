"""What the owner of the household is asked to mend, and how Placa finds out."""
