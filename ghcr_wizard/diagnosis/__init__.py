"""Every cause the program can name, once, and how a diagnosis is made of it."""
