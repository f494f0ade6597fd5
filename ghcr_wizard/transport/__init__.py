"""One HTTP request and its answer: the connection, the bounds, the throttling, and what went wrong."""
