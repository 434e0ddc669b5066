"""Placa's engine: sees, fuses, remembers, forgets."""

__version__ = "0.1.0"
