"""From GitHub's refusals of an App's signed requests to diagnoses.

The texts are those that were seen (GitHub docs "Troubleshooting the REST API", and reports): a token that cannot be
decoded is one of the wrong key, an unknown issuer is 404.
"""

import re
from datetime import datetime

from ghcr_wizard.diagnosis.causes_apps import (
    APP_INSTALLATION_SUSPENDED,
    APP_NOT_FOUND,
    APP_NOT_INSTALLED,
    APP_PERMISSION_MISSING,
    CLOCK_SKEW,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.app_keys import invalid_key
from ghcr_wizard.github.refusals import Caller, refusal_of, said, trouble
from ghcr_wizard.transport.exchange import Exchange

_NOT_FOUND, _UNPROCESSABLE = 404, 422

_CLOCK = re.compile(r"claim \('(?:exp|iat)'\)", re.IGNORECASE)
_ISSUER = re.compile(r"claim \('iss'\)|^Integration not found", re.IGNORECASE)
_UNDECODABLE = re.compile(r"JSON web token could not be decoded", re.IGNORECASE)
_SUSPENDED = re.compile(r"installation has been suspended", re.IGNORECASE)
_NOT_GRANTED = re.compile(r"permissions requested are not granted", re.IGNORECASE)
_REPOSITORIES = re.compile(r"\brepositor(?:y|ies)\b", re.IGNORECASE)


def about_the_clock(exchange: Exchange) -> bool:
    """Whether GitHub refused a signed request because of its times."""
    return exchange.status == 401 and bool(_CLOCK.search(exchange.message or ""))  # noqa: PLR2004 - HTTP's "Unauthorized"


def github_time(exchange: Exchange) -> datetime | None:
    """GitHub's clock when it answered, from the answer's `Date` header (RFC 9110, section 6.6.1), if it has one."""
    return parse_moment(exchange.headers.get("date"))


def clock_skew(seconds: float) -> Diagnosis:
    """`clock-skew`: this computer's clock is `seconds` away from GitHub's."""
    return diagnose(CLOCK_SKEW, seconds=f"{abs(seconds):,.0f}")


def app_refusal(exchange: Exchange, caller: Caller, issuer: str, target: str, drift_seconds: float) -> Diagnosis:
    """Why a signed request, or minting a token, was refused.

    Args:
        exchange: The answer; not one of success.
        caller: Which GitHub was asked.
        issuer: The client id or App id that was given.
        target: The installation's account, or words for it.
        drift_seconds: How far the clocks are apart, as far as that is known.
    """
    problem, message = trouble(exchange), exchange.message or ""
    if problem is not None:
        return problem
    if about_the_clock(exchange):
        return clock_skew(drift_seconds)
    if _UNDECODABLE.search(message):
        return invalid_key(f"GitHub answered {said(exchange)}, so it is no key of App {issuer} or was deleted there")
    if _ISSUER.search(message):
        return diagnose(APP_NOT_FOUND, said=f"{issuer}; GitHub answered {said(exchange)}")
    return _of_installation(exchange, target) or refusal_of(exchange, caller, target)


def _of_installation(exchange: Exchange, target: str) -> Diagnosis | None:
    """A refusal that is about the installation, or `None`."""
    message = exchange.message or ""
    if _SUSPENDED.search(message):
        return diagnose(APP_INSTALLATION_SUSPENDED, target)
    if _NOT_GRANTED.search(message):
        return diagnose(APP_PERMISSION_MISSING, target, said="Packages or Metadata, to read")
    if exchange.status == _UNPROCESSABLE and _REPOSITORIES.search(message):
        return diagnose(APP_NOT_INSTALLED, target, where=f"every repository asked for in {target}")
    return diagnose(APP_NOT_INSTALLED, target, where=target) if exchange.status == _NOT_FOUND else None
