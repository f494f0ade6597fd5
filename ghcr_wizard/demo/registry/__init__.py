"""The registry of the simulated GitHub."""
