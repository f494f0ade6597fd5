"""Webhooks for push events: where they belong, what they are told, and everything that can be wrong with them."""

from ghcr_wizard.webhooks.address import HARBORGUARD_PATH, HookAddress, HookAddressError, parse_address
from ghcr_wizard.webhooks.findings import (
    HookSurvey,
    SeenHook,
    SeenPlace,
    findings,
    hooks_refusal,
    names,
    unreachable,
)
from ghcr_wizard.webhooks.model import PACKAGE_EVENT, Deliveries, Delivery, Hook, HookPlace, PlaceKind
from ghcr_wizard.webhooks.payload import EXPECTATIONS, PushEvent, parse_event
from ghcr_wizard.webhooks.proposal import Proposal, Route, propose, route

__all__ = [
    "EXPECTATIONS",
    "HARBORGUARD_PATH",
    "PACKAGE_EVENT",
    "Deliveries",
    "Delivery",
    "Hook",
    "HookAddress",
    "HookAddressError",
    "HookPlace",
    "HookSurvey",
    "PlaceKind",
    "Proposal",
    "PushEvent",
    "Route",
    "SeenHook",
    "SeenPlace",
    "findings",
    "hooks_refusal",
    "names",
    "parse_address",
    "parse_event",
    "propose",
    "route",
    "unreachable",
]
