"""Causes for push events that do not arrive."""

from ghcr_wizard.diagnosis.cause import Action, Cause, Family, Severity
from ghcr_wizard.diagnosis.pages import DOCS

_WEBHOOKS = DOCS + "/webhooks/using-webhooks/creating-webhooks"
_EVENTS = DOCS + "/webhooks/webhook-events-and-payloads#package"
_TROUBLE = DOCS + "/webhooks/testing-and-troubleshooting-webhooks/troubleshooting-webhooks"
WEBHOOK_MISSING = Cause(
    "webhook-missing",
    Severity.ERROR,
    "No webhook receives these pushes",
    "No webhook {which} on {subject}, nor on the organization, receives package events for {packages}.",
    "{how}.",
    url=_WEBHOOKS,
    family=Family.LOST_PUSHES,
    action=Action.CREATE_WEBHOOK,
    general={
        "subject": "the repository",
        "packages": "its packages",
        "which": "for packages",
        "how": "Create one with the event “Packages”, or run `ghcr-wizard webhook create`",
    },
)
WEBHOOK_EVENT_MISSING = Cause(
    "webhook-event-missing",
    Severity.ERROR,
    "The webhook does not receive package events",
    "The webhook on {subject} is not subscribed to packages: its events are {events}.",
    "Tick the event “Packages” in the webhook's settings, or run {how}.",
    url=_EVENTS,
    family=Family.LOST_PUSHES,
    action=Action.CREATE_WEBHOOK,
    general={"subject": "the repository", "how": "`ghcr-wizard webhook create`"},
)
WEBHOOK_WRONG_REPOSITORY = Cause(
    "webhook-wrong-repository",
    Severity.ERROR,
    "The webhook is on the wrong repository",
    "The webhook is on {where}, but {packages} is published by {publisher}.",
    "{move}. A repository's webhook receives events of its own packages only, an organization's of all.",
    url=_EVENTS,
    family=Family.LOST_PUSHES,
    action=Action.CREATE_WEBHOOK,
    general={
        "where": "one repository",
        "publisher": "another",
        "packages": "the package",
        "move": "Move it to the repository that publishes, or set one up for the whole organization",
    },
)
WEBHOOK_INACTIVE = Cause(
    "webhook-inactive",
    Severity.ERROR,
    "The webhook is inactive",
    "The webhook on {subject} is inactive.",
    "Tick “Active” in the webhook's settings, or run {how}.",
    url=_WEBHOOKS,
    family=Family.LOST_PUSHES,
    action=Action.CREATE_WEBHOOK,
    general={"subject": "the repository", "how": "`ghcr-wizard webhook create`"},
)
WEBHOOK_DELIVERIES_FAILING = Cause(
    "webhook-deliveries-failing",
    Severity.ERROR,
    "Deliveries fail",
    "{failed} of the last {total} deliveries of the webhook on {subject} failed (last answer: {said}).",
    "Look at the answers under Recent Deliveries, fix the receiver, and redeliver.",
    url=_TROUBLE,
    family=Family.LOST_PUSHES,
    action=Action.OPEN_PAGE,
    general={"failed": "some", "total": "few", "subject": "the repository"},
)
WEBHOOK_SCOPE_MISSING = Cause(
    "webhook-scope-missing",
    Severity.ERROR,
    "The token may not manage webhooks",
    "This credential may not see or change the webhooks of {subject} (GitHub answered {said}).",
    "Use a separate token with {needed} for this, not your pull token.",
    url=_WEBHOOKS,
    family=Family.WEBHOOK,
    action=Action.CREATE_TOKEN,
    general={"subject": "the repository", "needed": "a token with the scope admin:repo_hook or admin:org_hook"},
)
WEBHOOK_URL_UNREACHABLE = Cause(
    "webhook-url-unreachable",
    Severity.ERROR,
    "GitHub cannot reach the address",
    "GitHub cannot reach that address over the public Internet: {said}.",
    "Use a public https:// address; GitHub refuses localhost and private networks.",
    url=_TROUBLE,
    family=Family.LOST_PUSHES,
)
