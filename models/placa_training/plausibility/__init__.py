"""How likely a detection is a plate, fitted to the networks that ship."""
