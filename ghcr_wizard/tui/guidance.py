"""What helps on several screens, where there is room for it: rows that are the same on each."""

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.widgets.block import Part

Row = tuple[Part, Part]

AFTER_THE_TEST: tuple[Row, ...] = (
    ("Packages", "Browse every package it can access: tags, platforms, digests"),
    ("Use it", "Docker, Podman, Kubernetes, CI and scanners; every change is shown first"),
)
FROM_THE_TEST: tuple[Row, ...] = (
    ("Test", "GitHub is asked whose token it is and what it lists; real packages are read with it"),
    *AFTER_THE_TEST,
)
NEVER_SHOWN: Row = ("Shown", "never: not on the screen, in a log, or in a file of this program")
_FROM_THE_TOKEN: tuple[Row, ...] = (
    ("Token", "Paste it; kind, length and checksum are checked on this machine"),
    *FROM_THE_TEST,
)
_UNTIL_THE_TOKEN: dict[Method, tuple[Row, ...]] = {
    Method.OAUTH_DEVICE: (
        ("Sign in", "Enter the code shown here on GitHub; the token comes by itself"),
        *FROM_THE_TEST,
    ),
    Method.GITHUB_APP: (
        ("App", "Give its client ID and its key; choose where it is installed"),
        *FROM_THE_TEST,
    ),
    Method.ACTIONS_TOKEN: (("Workflow", "The steps to paste; the token exists only while the workflow runs"),),
}


def from_the_page_on(method: Method) -> tuple[Row, ...]:
    """What happens after GitHub's page was filled in, step by step."""
    return _UNTIL_THE_TOKEN.get(method, _FROM_THE_TOKEN)


def from_the_choice_on(method: Method) -> tuple[Row, ...]:
    """What happens after a method was chosen, step by step."""
    if method is Method.ANONYMOUS:
        return FROM_THE_TEST
    if method is Method.ACTIONS_TOKEN:
        return from_the_page_on(method)
    return (
        ("Scopes", "What it shall do; GitHub's page opens with that filled in"),
        *from_the_page_on(method),
    )


TROUBLE: tuple[Row, ...] = (
    ("F2", "Explain an error message of docker, podman, kubectl, gh or a workflow"),
    ("F3", "Find and test every credential for the registry on this machine"),
)
