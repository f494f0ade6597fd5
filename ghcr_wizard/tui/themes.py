"""The program's own two themes, dark and light, in GitHub's colours."""

from collections.abc import Mapping

from textual.theme import Theme

DARK = Theme(
    name="ghcr-dark",
    primary="#58a6ff",
    secondary="#8b949e",
    accent="#58a6ff",
    foreground="#e6edf3",
    background="#0d1117",
    surface="#161b22",
    panel="#21262d",
    success="#3fb950",
    warning="#d29922",
    error="#f85149",
    dark=True,
    variables={
        "muted": "#9198a1",
        "line": "#30363d",
        "cursor-line": "#1f3a5f",
        "border": "#58a6ff",
        "border-blurred": "#30363d",
        "input-selection-background": "#1f6feb 60%",
    },
)

LIGHT = Theme(
    name="ghcr-light",
    primary="#0969da",
    secondary="#59636e",
    accent="#0969da",
    foreground="#1f2328",
    background="#ffffff",
    surface="#f6f8fa",
    panel="#e6eaef",
    success="#1a7f37",
    warning="#9a6700",
    error="#cf222e",
    dark=False,
    variables={
        "muted": "#59636e",
        "line": "#d1d9e0",
        "cursor-line": "#ddf4ff",
        "border": "#0969da",
        "border-blurred": "#d1d9e0",
        "input-selection-background": "#54aeff 50%",
    },
)

DEFAULTS = {
    True: {"muted": "#a8b1bb", "line": "#6e7681", "cursor-line": "#6e76814d"},
    False: {"muted": "#57606a", "line": "#8c959f", "cursor-line": "#6e768126"},
}
"""Our own variables for the themes that do not have them, for dark ones and for light ones."""

ANSI = {"muted": "ansi_default", "line": "ansi_bright_black", "cursor-line": "ansi_default"}
"""Likewise for themes of the terminal's own sixteen colors, whose values nobody knows."""


def preferred(environment: Mapping[str, str]) -> str:
    """The theme to begin with: light where the terminal says its background is (`COLORFGBG`), else dark."""
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if background in {"7", "15"} else DARK.name
