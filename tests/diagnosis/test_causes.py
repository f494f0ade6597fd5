"""The table of causes against the codes that are promised."""

import string

import pytest

from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import diagnose, title_of

PROMISED = {
    "error": """token-missing token-malformed token-host-mismatch username-empty token-rejected
        installation-token-expired api-login-lockout scope-read-packages-missing fine-grained-not-accepted
        app-token-pull-denied app-key-invalid app-not-found app-not-installed app-installation-suspended
        app-permission-missing clock-skew device-flow-denied device-flow-expired device-flow-disabled
        app-user-token-unsupported sso-required org-forbids-classic-pat org-forbids-token-lifetime
        org-oauth-restricted org-ip-allow-list namespace-not-found package-private package-not-found
        package-no-grant tag-not-found stale-credential-blocks-public client-config-invalid helper-missing
        reference-incomplete legacy-host registry-host-typo untrusted-realm registry-unavailable api-unavailable
        network-unreachable dns-failure tls-untrusted keyring-unavailable keyring-locked keyring-timeout
        keyring-lost-secret secret-too-long webhook-missing webhook-event-missing webhook-wrong-repository
        webhook-inactive webhook-deliveries-failing webhook-scope-missing webhook-url-unreachable
        actions-packages-permission-missing actions-package-not-granted actions-wrong-owner owner-not-found
        create-package-denied accept-header-incomplete delete-unsupported github-incident helper-secret-too-long
        name-uppercase token-not-exchanged push-transient blob-host-blocked api-version-unsupported digest-mismatch
        keyring-plaintext store-unavailable command-failed profile-not-found profiles-unreadable output-unwritable
        index-incomplete platform-missing ipv6-only trust-store-outdated certificate-wrong-name client-outdated
        registry-prefix-missing engine-unreachable secret-empty""",
    "warning": """token-truncated token-checksum-mismatch token-unrecognised token-expires-soon scope-excess
        scope-repo-may-be-needed app-token-cannot-list sso-partial-results fine-grained-pending-approval
        org-listing-empty package-no-write-grant credential-plaintext credential-readable-by-others
        credential-not-persistent credential-shadowed registry-rate-limited api-rate-limited answer-unrecognized""",
    "info": """token-kind-differs token-never-expires username-differs scope-read-org-missing name-lowercased
        visibility-differs-from-repository catalog-not-personal catalog-unsupported""",
}


def test_the_codes_and_severities_are_the_promised_ones() -> None:
    promised = {code: severity for severity, codes in PROMISED.items() for code in codes.split()}
    assert {code: row.severity for code, row in CAUSES.items()} == promised


@pytest.mark.parametrize("code", CAUSES)
def test_every_cause_has_a_next_step_and_fills_without_a_rest(code: str) -> None:
    row = CAUSES[code]
    names = {name for text in (row.cause, row.fix) for _, name, _, _ in string.Formatter().parse(text) if name}
    filled = diagnose(row, "acme/api", **dict.fromkeys(names - {"subject"}, "thing"))
    assert filled.severity is row.severity
    for sentence in (filled.cause, filled.fix):
        assert sentence.strip()
        assert sentence.endswith((".", "thing"))
        assert "{" not in sentence.replace("${{", "")
    assert row.url is None or row.url.startswith("https://")


@pytest.mark.parametrize("code", CAUSES)
def test_every_cause_has_a_title_that_a_person_understands(code: str) -> None:
    for title in (title_of(CAUSES[code], "acme"), title_of(CAUSES[code])):
        assert 8 < len(title) < 70
        assert "{" not in title
        assert not title.endswith(".")
        assert title[0].isupper() or title.startswith(("acme", "docker.pkg.github.com"))
