"""One screen, one file, its styles beside it."""
