"""A library that is not there: what is wrong is the installation, not the program."""


def missing_library(error: BaseException) -> str | None:
    """What to say of an installation without a library (`pip install --no-deps`); `None` for any other error."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or error.name.startswith("ghcr_wizard"):
        return None
    package = error.name.partition(".")[0]
    return f"{package} is not installed; install ghcr-wizard with what it needs: pip install ghcr-wizard"
