"""The commands: parse, run an operation, print text or JSON."""
