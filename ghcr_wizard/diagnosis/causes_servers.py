"""Causes in the servers and the network between."""

from ghcr_wizard.diagnosis.cause import Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import LIMITS, REGISTRY, STATUS, VERSIONS

REGISTRY_RATE_LIMITED = Cause(
    "registry-rate-limited",
    Severity.WARNING,
    "The registry is throttling requests",
    "Rate limited by the registry; {left_out} was skipped.",
    "Try again {when}.",
    family=Family.THROTTLED,
    action=Action.RETRY,
)
API_RATE_LIMITED = Cause(
    "api-rate-limited",
    Severity.WARNING,
    "GitHub's API is throttling requests",
    "GitHub's API throttles requests: {left_out} was left out.",
    "Try again {when}.",
    url=LIMITS,
    family=Family.THROTTLED,
    action=Action.RETRY,
    short="throttled",
    general={"when": "in a few minutes"},
)
REGISTRY_UNAVAILABLE = Cause(
    "registry-unavailable",
    Severity.ERROR,
    "The registry has a problem",
    "The registry returned an error: {said}.",
    "Try again in some minutes, and look at GitHub's status page.",
    url=STATUS,
    family=Family.OUTAGE,
    stage=Stage.CONSEQUENCE,
    action=Action.RETRY,
)
API_UNAVAILABLE = Cause(
    "api-unavailable",
    Severity.ERROR,
    "GitHub's API has a problem",
    "GitHub's API returned an error: {said}.",
    "Try again in some minutes, and look at GitHub's status page.",
    url=STATUS,
    family=Family.OUTAGE,
    stage=Stage.CONSEQUENCE,
    action=Action.RETRY,
    short="GitHub did not answer",
)
NETWORK_UNREACHABLE = Cause(
    "network-unreachable",
    Severity.ERROR,
    "The server cannot be reached",
    "{host} cannot be reached: {said}.",
    "Check the network, a firewall, and the proxy settings (HTTPS_PROXY, NO_PROXY).",
    family=Family.CONNECTION,
    stage=Stage.CONSEQUENCE,
    action=Action.RETRY,
    general={"host": "the server"},
)
DNS_FAILURE = Cause(
    "dns-failure",
    Severity.ERROR,
    "The host name cannot be resolved",
    "The name {host} cannot be resolved.",
    "Check the host name, your network and DNS.",
    family=Family.CONNECTION,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"host": "of the server"},
)
TLS_UNTRUSTED = Cause(
    "tls-untrusted",
    Severity.ERROR,
    "The server's certificate is not trusted",
    "The certificate of {host} is not trusted: {said}.",
    (
        "If your network inspects TLS, add its certificate authority to the system's trust store, "
        "or name its file in SSL_CERT_FILE."
    ),
    family=Family.CONNECTION,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"host": "the server"},
)
TRUST_STORE_OUTDATED = Cause(
    "trust-store-outdated",
    Severity.ERROR,
    "The certificate authorities of this machine are outdated",
    "The list of certificate authorities on this machine is too old for the certificate of {host} ({said}).",
    (
        "Update the list (the package ca-certificates, or the system itself) and restart the program; "
        "in a container, use a newer base image."
    ),
    family=Family.CONNECTION,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"host": "the server"},
)
CERTIFICATE_WRONG_NAME = Cause(
    "certificate-wrong-name",
    Severity.ERROR,
    "The certificate belongs to another host",
    "The server's certificate is not one for {host} ({said}): a proxy or name server leads elsewhere, or GitHub erred.",
    (
        "Look where the name leads (`curl -v https://{host}/v2/`), correct the proxy or name server; "
        "if others see it too, look at GitHub's status page and try again later."
    ),
    url=STATUS,
    family=Family.CONNECTION,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"host": "ghcr.io"},
)
IPV6_ONLY = Cause(
    "ipv6-only",
    Severity.ERROR,
    "The registry cannot be reached over IPv6",
    "The registry ({host}) has no IPv6 address, and this network seems to have no way to IPv4 ({said}).",
    (
        "Give the computer IPv4, or NAT64 with DNS64, or a proxy (HTTPS_PROXY) or mirror that has it. "
        "If it should have IPv4, check its address and default route."
    ),
    family=Family.CONNECTION,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"host": "ghcr.io"},
)
API_VERSION_UNSUPPORTED = Cause(
    "api-version-unsupported",
    Severity.ERROR,
    "GitHub ended the API version this program uses",
    "GitHub no longer supports the API version this program uses ({said}).",
    "Update ghcr-wizard: pip install --upgrade ghcr-wizard, or the way it was installed.",
    url=VERSIONS,
)
ANSWER_UNRECOGNIZED = Cause(
    "answer-unrecognized",
    Severity.WARNING,
    "GitHub answered something unknown",
    "GitHub answered something ghcr-wizard does not know yet: {said}.",
    "Look at the evidence: method, address, status and GitHub's own words. Then report it.",
    action=Action.REPORT,
    general={"said": "an answer no rule knows"},
)
DIGEST_MISMATCH = Cause(
    "digest-mismatch",
    Severity.ERROR,
    "The content does not match its digest",
    "The registry sent content for {subject} that is not what its digest says ({said}).",
    "Pull again. If it happens again, a proxy or mirror between you and the registry changes or cuts content.",
    url=REGISTRY,
    action=Action.RETRY,
    general={"subject": "an image"},
)
CATALOG_NOT_PERSONAL = Cause(
    "catalog-not-personal",
    Severity.INFO,
    "The registry's catalog lists other people's packages",
    "The registry's catalog (/v2/_catalog) lists packages of all users, so it is ignored.",
    "Nothing to do here: packages come from GitHub's API. In another program, name the image yourself.",
)
CATALOG_UNSUPPORTED = Cause(
    "catalog-unsupported",
    Severity.INFO,
    "The registry has no catalog",
    "The registry's catalog is refused or absent (status {status}).",
    "Nothing to do here: packages come from GitHub's API. In another program, name the image yourself.",
)
