"""A container registry as GHCR speaks it: bearers, tags, images, and one package really tried."""
