"""Stored credentials: the profile, where its secret is kept, and what renews it."""
