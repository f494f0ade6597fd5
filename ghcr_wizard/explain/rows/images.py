"""Image names and hosts."""

from ghcr_wizard.explain.row import certain, likely, possible, row, symptom
from ghcr_wizard.explain.rows import advice

_TYPOS = ("ghrc.io", "gchr.io", "grcr.io", "ghcr.oi", "ghcri.o", "ghcr.io.com", "ghcr.com", "gcr.ghcr.io")

ROWS = (
    row("unexpected commit digest … expected", certain("digest-mismatch")),
    row("manifest verification failed for digest", certain("digest-mismatch")),
    row("filesystem layer verification failed for digest", certain("digest-mismatch")),
    row("repository name ({given}) must be lowercase", certain("name-uppercase")),
    row("repository name must be lowercase", certain("name-uppercase")),
    row("repository name … must be lowercase", certain("name-uppercase")),
    row("must be lowercase", possible("name-uppercase"), without="has been converted"),
    row("repository can only contain the characters … : {capitals}", certain("name-uppercase")),
    row(
        "repository can only contain the characters",
        likely("name-uppercase"),
        possible("reference-incomplete"),
    ),
    row("repository name must be canonical", likely("reference-incomplete")),
    row("invalid tag 'sha256:", certain("reference-incomplete", advice=advice.DIGEST_AS_TAG)),
    row(
        "invalid reference format",
        likely("name-uppercase"),
        possible("reference-incomplete"),
        without="lowercase",
    ),
    row("could not parse reference: {capitals}", likely("name-uppercase"), possible("reference-incomplete")),
    row("invalid reference format: {capitals}", likely("name-uppercase")),
    row("could not parse reference", likely("reference-incomplete"), possible("name-uppercase")),
    row("invalid reference: missing repository", certain("reference-incomplete")),
    symptom("names have no capitals", "name-lowercased"),
    row("docker.pkg.github.com", certain("legacy-host")),
    row("could not be authenticated by the GitHub Packages service", certain("legacy-host")),
    *(row(typo, certain("registry-host-typo")) for typo in _TYPOS),
    row(
        "Request forbidden by administrative rules",
        likely("registry-host-typo"),
        possible("api-unavailable"),
        without="user-agent",
    ),
    row(
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
        certain("api-unavailable"),
    ),
)
