"""The personas' worlds, each module with `build(persona, now)`."""
