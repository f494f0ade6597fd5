"""What a server's JSON body says went wrong."""

from ghcr_wizard.text import clean


def said(document: object) -> tuple[str | None, str | None]:
    """Error code and message of an error body, both made safe to show.

    Forms: the registry's `{"errors": [{"code", "message"}]}` (Distribution specification, "Error codes"), GitHub's
    `{"message", "errors": [{"message"}]}` (REST docs, "Validation failed"), OAuth's `{"error", "error_description"}`.
    """
    if not isinstance(document, dict):
        return None, None
    first = _first(document.get("errors"))
    detail = _text(first.get("message"))
    if message := _text(document.get("message")):
        return None, f"{message}: {detail}" if detail and detail not in message else message
    if first:
        return _text(first.get("code"), 60), detail
    error = document.get("error")
    if isinstance(error, dict):
        return _text(error.get("code"), 60), _text(error.get("message"))
    if description := _text(document.get("error_description")):
        return _text(error, 60), description
    return None, _text(error)


def _first(errors: object) -> dict[object, object]:
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return errors[0]
    return {}


def _text(value: object, longest: int = 500) -> str | None:
    if not isinstance(value, str):
        return None
    return clean(value, longest) or None
