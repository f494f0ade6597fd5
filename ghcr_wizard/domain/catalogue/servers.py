"""Causes in the servers and the network between."""

from ghcr_wizard.domain.catalogue.pages import LIMITS, STATUS
from ghcr_wizard.domain.catalogue.row import Row

ROWS = {
    "registry-rate-limited": Row(
        "warning",
        "The registry throttles requests: {left_out} was left out.",
        "Try again {when}.",
    ),
    "api-rate-limited": Row(
        "warning",
        "GitHub's API throttles requests: {left_out} was left out.",
        "Try again {when}.",
        LIMITS,
    ),
    "registry-unavailable": Row(
        "error",
        "The registry is not working: {said}.",
        "Try again in some minutes, and look at GitHub's status page.",
        STATUS,
    ),
    "api-unavailable": Row(
        "error",
        "GitHub's API is not working: {said}.",
        "Try again in some minutes, and look at GitHub's status page.",
        STATUS,
    ),
    "network-unreachable": Row(
        "error",
        "{host} cannot be reached: {said}.",
        "Check the network, a firewall, and the proxy settings (HTTPS_PROXY, NO_PROXY).",
    ),
    "dns-failure": Row(
        "error",
        "The name {host} cannot be resolved.",
        "Check the spelling, the network and the name server.",
    ),
    "tls-untrusted": Row(
        "error",
        "The certificate of {host} is not trusted: {said}.",
        "If your network inspects TLS, add its certificate authority to the system's trust store, "
        "or name its file in SSL_CERT_FILE.",
    ),
    "catalog-not-personal": Row(
        "info",
        "The registry's catalog answers with packages of strangers; it was not used.",
        "Nothing to do here: packages come from GitHub's API. In another program, name the image yourself.",
    ),
    "catalog-unsupported": Row(
        "info",
        "The registry's catalog is refused or absent (status {status}).",
        "Nothing to do here: packages come from GitHub's API. In another program, name the image yourself.",
    ),
}
