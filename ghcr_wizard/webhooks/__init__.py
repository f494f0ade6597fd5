"""Webhooks for push events: where they belong, what they are told, and everything that can be wrong with them."""

from ghcr_wizard.webhooks.address import HARBORGUARD_PATH, HookAddress, HookAddressError, parse_address
from ghcr_wizard.webhooks.findings import (
    LOSING,
    SeenHook,
    SeenTarget,
    Survey,
    findings,
    hooks_refusal,
    names,
    unreachable,
)
from ghcr_wizard.webhooks.model import PACKAGE_EVENT, Deliveries, Delivery, Hook, Target, TargetKind
from ghcr_wizard.webhooks.payload import EXPECTATIONS, PushEvent, parse_event
from ghcr_wizard.webhooks.proposal import Proposal, Route, propose, route

__all__ = [
    "EXPECTATIONS",
    "HARBORGUARD_PATH",
    "LOSING",
    "PACKAGE_EVENT",
    "Deliveries",
    "Delivery",
    "Hook",
    "HookAddress",
    "HookAddressError",
    "Proposal",
    "PushEvent",
    "Route",
    "SeenHook",
    "SeenTarget",
    "Survey",
    "Target",
    "TargetKind",
    "findings",
    "hooks_refusal",
    "names",
    "parse_address",
    "parse_event",
    "propose",
    "route",
    "unreachable",
]
