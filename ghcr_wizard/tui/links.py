"""Web addresses on the screen: a link in terminals that have links (OSC 8), shown whole or as a short label."""

from textual.content import Content
from textual.style import Style


def link(url: str, most: int | None = None) -> Content:
    """The address as text, which a terminal with hyperlinks opens on a click.

    Args:
        url: The address.
        most: Cells to show of it, its end first, where a key shows it whole; all of it if omitted.
    """
    safe = url.startswith(("https://", "http://"))
    content = Content(url if most is None else _label(url, most)).stylize("$primary")
    return content.stylize(Style(link=url)) if safe else content


def _label(url: str, most: int) -> str:
    """The host and as much of the path's end as fits: `github.com/…/container/package/web`."""
    address = url.partition("://")[2] or url
    if len(address) <= most:
        return address
    host, *segments = address.partition("?")[0].rstrip("/").split("/")
    while len(segments) > 1 and len(host) + len("/…/") + len("/".join(segments)) > most:
        segments = segments[1:]
    return f"{host}/…/{'/'.join(segments)}"
