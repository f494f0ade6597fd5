"""What helps on several screens, where there is room for it: rows that are the same on each."""

from ghcr_wizard.tui.widgets.block import Part

Row = tuple[Part, Part]

AFTER_THE_TEST: tuple[Row, ...] = (
    ("Packages", "Browse every package it can access: tags, platforms, digests"),
    ("Use it", "Docker, Podman, Kubernetes, CI and scanners; every change is shown first"),
)
NEVER_SHOWN: Row = ("Shown", "never: not on the screen, in a log, or in a file of this program")
TROUBLE: tuple[Row, ...] = (
    ("F2", "Explain an error message of docker, podman, kubectl, gh or a workflow"),
    ("F3", "Find and test every credential for the registry on this machine"),
)
