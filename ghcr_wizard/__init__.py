"""A terminal wizard for GitHub Container Registry credentials."""

__version__ = "0.1.0"
