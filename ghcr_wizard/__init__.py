"""A terminal wizard for GitHub Container Registry credentials."""

__version__ = "0.1.0"

PROJECT_URL = "https://github.com/ghcr-wizard/ghcr-wizard"
"""Where the project is; `pyproject.toml` has the same address."""
