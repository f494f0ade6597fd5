"""Webhooks of the simulated GitHub: what stands, what is delivered."""
