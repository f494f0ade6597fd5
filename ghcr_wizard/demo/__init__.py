"""A simulated GitHub and GHCR, served on loopback."""
