"""What the program can do, headless: each operation yields plain values as they become known."""
