"""Causes for push events that do not arrive."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import DOCS

_WEBHOOKS = DOCS + "/webhooks/using-webhooks/creating-webhooks"
_EVENTS = DOCS + "/webhooks/webhook-events-and-payloads#package"
_TROUBLE = DOCS + "/webhooks/testing-and-troubleshooting-webhooks/troubleshooting-webhooks"

ROWS = {
    "webhook-missing": Cause(
        "error",
        "No webhook {which} stands on {subject} or above it, so nobody is told of pushes to {packages}.",
        "{how}.",
        _WEBHOOKS,
    ),
    "webhook-event-missing": Cause(
        "error",
        "The webhook on {subject} is not told about packages: its events are {events}.",
        "Tick the event “Packages” in the webhook's settings, or let {how} do it.",
        _EVENTS,
    ),
    "webhook-wrong-repository": Cause(
        "error",
        "The webhook stands on {where}, but {packages} is published by {publisher}.",
        "{move}; GitHub tells a repository's webhook of its own packages alone, an organization's of all.",
        _EVENTS,
    ),
    "webhook-inactive": Cause(
        "error",
        "The webhook on {subject} is switched off.",
        "Tick “Active” in the webhook's settings, or let {how} do it.",
        _WEBHOOKS,
    ),
    "webhook-deliveries-failing": Cause(
        "error",
        "{failed} of the last {total} deliveries of the webhook on {subject} failed (last answer: {said}).",
        "Look at the answers under Recent Deliveries, mend the receiver, and redeliver.",
        _TROUBLE,
    ),
    "webhook-scope-missing": Cause(
        "error",
        "This credential may not see or change the webhooks of {subject} (GitHub answered {said}).",
        "For this alone use {needed}, not the token that pulls (--profile, --token-stdin, or paste it).",
        _WEBHOOKS,
    ),
    "webhook-url-unreachable": Cause(
        "error",
        "GitHub cannot reach that address over the public Internet: {said}.",
        "Use a public https:// address; GitHub refuses localhost and private networks.",
        _TROUBLE,
    ),
}
