"""The shape of a cause: everything the program knows of one thing that can be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto


class Severity(StrEnum):
    """How bad a diagnosis is; `ERROR` decides the exit status."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Family(Enum):
    """Causes that are met in the same way; the exit status and the verdict ask for the family, not for single codes."""

    INPUT = auto()
    """What was typed or given: exit status 2."""
    CONNECTION = auto()
    """No server was reached: exit status 3, and nothing is known about the credential."""
    OUTAGE = auto()
    """A server was reached and does not work; likewise."""
    THROTTLED = auto()
    """Too many requests; likewise."""
    STORE = auto()
    """Where credentials are kept: exit status 4."""
    FORM = auto()
    """How a token looks, before anybody is asked."""
    DEAD = auto()
    """The token is none, or none any more."""
    LACKING = auto()
    """The token may not list packages: its scopes or its kind."""
    LIFETIME = auto()
    """How long the token lives."""
    SSO = auto()
    """Single sign-on of an organization."""
    POLICY = auto()
    """What an organization forbids."""
    GRANT = auto()
    """What a package grants."""
    APP = auto()
    """A GitHub App and its key."""
    SIGN_IN = auto()
    """Signing in with a code."""
    CLIENT = auto()
    """Other programs on this computer, and what they print."""
    ACTIONS = auto()
    """GitHub Actions."""
    WEBHOOK = auto()
    """Webhooks, apart from those that lose pushes."""
    LOST_PUSHES = auto()
    """Why push events do not arrive."""
    OTHER = auto()
    """Everything that is met by itself alone."""


NETWORK = frozenset({Family.CONNECTION, Family.OUTAGE})
"""Families that say nothing about the credential."""

UNANSWERED = NETWORK | {Family.THROTTLED}
"""Families after which a question is still open."""


class Stage(Enum):
    """How far a request got; where an earlier stage fails, the later ones fail because of it."""

    NAME = 0
    """The name or the host is wrong."""
    CREDENTIAL = 1
    """No credential could be had, or no connection."""
    REQUEST = 2
    """The request itself was refused."""
    CONSEQUENCE = 3
    """What also shows where something earlier failed."""


class About(Enum):
    """What the subject of a diagnosis is."""

    NOTHING = auto()
    TOKEN = auto()
    """The token itself, wherever it shows: a subject would mislead."""
    PACKAGE = auto()
    ACCOUNT = auto()
    """A user or an organization."""


class Action(Enum):
    """What mends a cause; each face offers it in its own way.

    What only somebody else can do, `ASK_OWNER`, has no button in the wizard's test (`tui/screens/live_test.py`).
    """

    NONE = auto()
    GIVE_TOKEN = auto()
    GIVE_USERNAME = auto()
    GIVE_KEY = auto()
    CREATE_TOKEN = auto()
    ROTATE = auto()
    SWITCH_METHOD = auto()
    AUTHORIZE_SSO = auto()
    ASK_OWNER = auto()
    NAME_PACKAGE = auto()
    NAME_NAMESPACE = auto()
    NAME_REGISTRY = auto()
    TEST_PUSH = auto()
    CHOOSE_STORE = auto()
    LOG_OUT = auto()
    CREATE_WEBHOOK = auto()
    OPEN_PAGE = auto()
    RETRY = auto()
    REPORT = auto()


_NO_WORDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """One thing that can be wrong; each is one object, compared with `is`.

    Names in braces in the sentences are filled by `ghcr_wizard.diagnosis.model.diagnose`; `{subject}` is what the
    diagnosis is about.

    Attributes:
        code: Its public name.
        severity: How bad it is.
        title: A few words for a person.
        cause: What is wrong, a sentence.
        fix: What to do.
        url: Where to read more.
        family: What it is met together with.
        stage: How far a request got that meets it.
        about: What its subject is.
        action: What mends it.
        short: Why a namespace shows nothing, in the few words a line of the tree has; empty where it hides none.
        general: Words for the names in braces, where a text that is explained does not tell them.
        unproven: Names in braces that a test knows and a text cannot tell, whatever stands near.
    """

    code: str
    severity: Severity
    title: str
    cause: str
    fix: str
    url: str | None = None
    family: Family = Family.OTHER
    stage: Stage = Stage.REQUEST
    about: About = About.NOTHING
    action: Action = Action.NONE
    short: str = ""
    general: Mapping[str, str] = field(default_factory=lambda: _NO_WORDS)
    unproven: frozenset[str] = frozenset()
