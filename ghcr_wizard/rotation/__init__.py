"""A token replaced by another: the two compared, swapped, and the old one ended."""
