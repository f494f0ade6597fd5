"""A webhook as it is written down in a world."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook of an organization or a repository.

    Attributes:
        target: An organization's login, or a repository's full name.
        secret: What its deliveries are signed with; empty for none.
        answers: What its receiver answers to every delivery; 0 when it cannot be reached.
        pushes: Packages whose newest push it was told of, by name in the registry (`owner/name`).
        oauth: An OAuth app made it: personal access tokens do not see it.
        content_type: `json` or `form`.
        insecure_ssl: `0` where the receiver's certificate is checked.
    """

    id: int
    target: str
    url: str
    events: tuple[str, ...] = ("package",)
    active: bool = True
    secret: str = field(default="", repr=False)
    answers: int = 200
    pushes: tuple[str, ...] = ()
    oauth: bool = False
    content_type: str = "json"
    insecure_ssl: str = "0"
