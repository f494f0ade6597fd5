"""The sentences of the causes, filled with what a text tells; what it does not tell is left out or said in general."""

import re
from collections.abc import Mapping

from ghcr_wizard.diagnosis.causes import ROWS
from ghcr_wizard.text import clean

_FIELD = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_ASIDE = re.compile(r" \([^()]*\)|[:;][^.:;]*(?=\.)|: \{said\}$")
"""What a sentence can do without: a parenthesis, and what follows a colon or semicolon."""

_PACKAGE, _ORGANIZATION, _FILE = "the package", "the organization", "a file of the client"

_HOOK = "Create one with ghcr-wizard webhook create, event “Packages”"

_GENERAL: Mapping[str, Mapping[str, str]] = {
    "app-installation-suspended": {"subject": "the account"},
    "app-not-installed": {"where": "the account"},
    "app-token-pull-denied": {"subject": "the package"},
    "client-config-invalid": {"subject": "the client's configuration"},
    "clock-skew": {"seconds": "too many"},
    "credential-not-persistent": {"subject": "the credential", "instead": "~/.config/containers/auth.json"},
    "credential-plaintext": {"subject": "the client's configuration"},
    "credential-readable-by-others": {"subject": _FILE},
    "credential-shadowed": {"subject": "the stored credential", "winner": "another one"},
    "answer-unrecognized": {"said": "an answer no rule knows"},
    "command-failed": {"said": "it printed no token"},
    "digest-mismatch": {"subject": "an image"},
    "dns-failure": {"host": "of the server"},
    "fine-grained-pending-approval": {"subject": _ORGANIZATION},
    "helper-missing": {
        "subject": "the client's configuration",
        "helper": "docker-credential-…",
        "said": "is not installed or does not answer",
    },
    "keyring-timeout": {"seconds": "a few"},
    "name-lowercased": {"given": "the name", "subject": "owner/name"},
    "namespace-not-found": {"subject": "of that name"},
    "network-unreachable": {"host": "the server"},
    "keyring-plaintext": {"keyring": "by its configuration"},
    "output-unwritable": {"said": "its folder cannot be written to"},
    "profile-not-found": {"said": "There is no such profile."},
    "profiles-unreadable": {"said": "they cannot be read."},
    "store-unavailable": {"store": "chosen", "said": "it is not there"},
    "org-listing-empty": {"subject": _ORGANIZATION},
    "package-not-found": {"subject": "of that name"},
    "reference-incomplete": {"given": "the image name"},
    "registry-host-typo": {"given": "the host", "meant": "ghcr.io"},
    "scope-excess": {"purpose": "its purpose", "scopes": "change things", "enough": "the needed scopes"},
    "scope-read-packages-missing": {"host": "github.com"},
    "sso-partial-results": {"organizations": "some organizations"},
    "sso-required": {"subject": _ORGANIZATION},
    "stale-credential-blocks-public": {"registry": "ghcr.io"},
    "tag-not-found": {"reference": "such tag or digest"},
    "tls-untrusted": {"host": "the server"},
    "token-host-mismatch": {"host": "that host"},
    "token-kind-differs": {"kind": "token"},
    "token-expires-soon": {"when": "soon"},
    "token-truncated": {"kind": "classic token", "shortest": "40", "length": "fewer"},
    "token-unrecognised": {"seen": "This has no known form of a token."},
    "untrusted-realm": {"host": "another host"},
    "visibility-differs-from-repository": {
        "visibility": "private",
        "repository": "",
        "repository_visibility": "public, or the other way round",
    },
    "webhook-deliveries-failing": {"failed": "some", "total": "few", "subject": "the repository"},
    "webhook-event-missing": {"subject": "the repository", "how": "ghcr-wizard webhook create"},
    "webhook-inactive": {"subject": "the repository", "how": "ghcr-wizard webhook create"},
    "webhook-missing": {"subject": "the repository", "packages": "its packages", "which": "for packages", "how": _HOOK},
    "webhook-scope-missing": {
        "subject": "the repository",
        "needed": "a token with the scope admin:repo_hook or admin:org_hook",
    },
    "webhook-wrong-repository": {
        "where": "one repository",
        "publisher": "another",
        "packages": "the package",
        "move": "Move it to the repository that publishes, or set one up for the whole organization",
    },
}
"""Words for what a text does not tell, where a sentence cannot do without them."""

_UNPROVEN = {
    "client-config-invalid": frozenset({"said"}),
    "stale-credential-blocks-public": frozenset({"subject"}),
}
"""What a live test knows and a text cannot: that part of the sentence is left out, whatever stands near."""

_LONGEST_FACT = 160


def sentences(code: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Cause and fix of a cause.

    Args:
        code: The row.
        facts: What is known, by the names in the sentences' braces.
    """
    told = {
        name: clean(value, _LONGEST_FACT, is_name=True)
        for name, value in facts.items()
        if name not in _UNPROVEN.get(code, ())
    }
    general = dict(_GENERAL.get(code, {}))
    if code.startswith("org-"):
        general.setdefault("subject", _ORGANIZATION)
    general.setdefault("when", "in a few minutes" if code == "api-rate-limited" else "in a moment")
    return _filled(ROWS[code].cause, told, general), _filled(ROWS[code].fix, told, general)


def _filled(template: str, told: Mapping[str, str], general: Mapping[str, str]) -> str:
    known = {**general, **told}
    kept = _ASIDE.sub(lambda aside: aside[0] if set(_FIELD.findall(aside[0])) <= known.keys() else "", template)
    words = {name: known.get(name, _PACKAGE) for name in _FIELD.findall(kept)}
    return _as_sentence(" ".join(kept.format_map(words).split()))


def _as_sentence(text: str) -> str:
    """The text with a full stop, and a capital where our own general words begin it; a name keeps its letters."""
    begins_generally = text.startswith(("the ", "some ", "a file ", "another "))
    sentence = text[0].upper() + text[1:] if begins_generally else text
    return sentence if sentence.endswith((".", "…")) else sentence + "."
