"""What GitHub is, and its REST API: hosts, tokens, scopes, packages, Apps, signing in."""
