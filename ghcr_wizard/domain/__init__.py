"""What is true about GHCR: pure rules and data; standard library only, no I/O, no clock."""
