"""Everything a credential can see: discovery, listings, what is remembered of them, and the package tree."""
