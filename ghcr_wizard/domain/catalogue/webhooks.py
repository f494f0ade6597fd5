"""Causes for push events that do not arrive."""

from ghcr_wizard.domain.catalogue.pages import DOCS
from ghcr_wizard.domain.catalogue.row import Row

_WEBHOOKS = DOCS + "/webhooks/using-webhooks/creating-webhooks"
_EVENTS = DOCS + "/webhooks/webhook-events-and-payloads#package"
_TROUBLE = DOCS + "/webhooks/testing-and-troubleshooting-webhooks/troubleshooting-webhooks"

ROWS = {
    "webhook-missing": Row(
        "error",
        "No webhook with this address stands on {subject} or above it.",
        "Create one on its settings page: Webhooks, Add webhook, event “Packages”.",
        _WEBHOOKS,
    ),
    "webhook-event-missing": Row(
        "error",
        "The webhook on {subject} is not told about packages.",
        "Tick the event “Packages” in the webhook's settings.",
        _EVENTS,
    ),
    "webhook-wrong-repository": Row(
        "error",
        "The webhook stands on {where}, but {subject} is published by {publisher}.",
        "Move it to {publisher}, or set one up for the whole organization.",
        _EVENTS,
    ),
    "webhook-inactive": Row(
        "error",
        "The webhook on {subject} is switched off.",
        "Tick “Active” in the webhook's settings.",
        _WEBHOOKS,
    ),
    "webhook-deliveries-failing": Row(
        "error",
        "{failed} of the last {total} deliveries of the webhook on {subject} failed (last answer: {said}).",
        "Look at the answers under Recent Deliveries, mend the receiver, and redeliver.",
        _TROUBLE,
    ),
    "webhook-scope-missing": Row(
        "error",
        "This credential may not see or change the webhooks of {subject}.",
        "Use another token with {scope} for this, not the one that pulls; you must be an admin there.",
        _WEBHOOKS,
    ),
    "webhook-url-unreachable": Row(
        "error",
        "GitHub cannot reach that address over the public Internet.",
        "Use a public https:// address; GitHub refuses localhost and private networks.",
        _TROUBLE,
    ),
}
