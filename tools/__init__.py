"""Generators of documents and checks of the repository itself; nothing here ships."""
