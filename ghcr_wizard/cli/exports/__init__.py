"""The targets of `ghcr-wizard export`, a module for each or for two that are alike; see `cli.export.TARGETS`."""
