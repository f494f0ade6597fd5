"""The outside world, one room each."""
