"""The REST API of the simulated GitHub: a module a resource."""
