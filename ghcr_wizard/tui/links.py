"""Web addresses on the screen: always shown whole, and a link in terminals that have links."""

from textual.content import Content
from textual.style import Style


def link(url: str) -> Content:
    """The address as text, which a terminal with hyperlinks (OSC 8) opens on a click."""
    safe = url.startswith(("https://", "http://"))
    content = Content(url).stylize("$primary")
    return content.stylize(Style(link=url)) if safe else content
