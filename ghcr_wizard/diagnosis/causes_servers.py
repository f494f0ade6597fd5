"""Causes in the servers and the network between."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import LIMITS, REGISTRY, STATUS, VERSIONS

ROWS = {
    "registry-rate-limited": Cause(
        "warning",
        "The registry throttles requests: {left_out} was left out.",
        "Try again {when}.",
    ),
    "api-rate-limited": Cause(
        "warning",
        "GitHub's API throttles requests: {left_out} was left out.",
        "Try again {when}.",
        LIMITS,
    ),
    "registry-unavailable": Cause(
        "error",
        "The registry is not working: {said}.",
        "Try again in some minutes, and look at GitHub's status page.",
        STATUS,
    ),
    "api-unavailable": Cause(
        "error",
        "GitHub's API is not working: {said}.",
        "Try again in some minutes, and look at GitHub's status page.",
        STATUS,
    ),
    "network-unreachable": Cause(
        "error",
        "{host} cannot be reached: {said}.",
        "Check the network, a firewall, and the proxy settings (HTTPS_PROXY, NO_PROXY).",
    ),
    "dns-failure": Cause(
        "error",
        "The name {host} cannot be resolved.",
        "Check the spelling, the network and the name server.",
    ),
    "tls-untrusted": Cause(
        "error",
        "The certificate of {host} is not trusted: {said}.",
        "If your network inspects TLS, add its certificate authority to the system's trust store, "
        "or name its file in SSL_CERT_FILE.",
    ),
    "api-version-unsupported": Cause(
        "error",
        "GitHub no longer supports the API version this program uses ({said}).",
        "Update ghcr-wizard: pip install --upgrade ghcr-wizard, or the way it was installed.",
        VERSIONS,
    ),
    "answer-unrecognized": Cause(
        "warning",
        "GitHub answered something ghcr-wizard does not know yet: {said}.",
        "Look at the evidence: method, address, status and GitHub's own words. Then report it.",
    ),
    "digest-mismatch": Cause(
        "error",
        "The registry sent content for {subject} that is not what its digest says ({said}).",
        "Pull again. If it happens again, a proxy or mirror between you and the registry changes or cuts content.",
        REGISTRY,
    ),
    "catalog-not-personal": Cause(
        "info",
        "The registry's catalog answers with packages of strangers; it was not used.",
        "Nothing to do here: packages come from GitHub's API. In another program, name the image yourself.",
    ),
    "catalog-unsupported": Cause(
        "info",
        "The registry's catalog is refused or absent (status {status}).",
        "Nothing to do here: packages come from GitHub's API. In another program, name the image yourself.",
    ),
}
