"""Webhooks: creating them, and what GitHub's page of recent deliveries says."""

from ghcr_wizard.explain.row import certain, likely, possible, row

ROWS = (
    row("isn't reachable over the public Internet", certain("webhook-url-unreachable")),
    row("is not supported because it isn't reachable", certain("webhook-url-unreachable")),
    row("Hook url is not supported", certain("webhook-url-unreachable")),
    row("'admin:repo_hook' scope", certain("webhook-scope-missing")),
    row("'admin:org_hook' scope", certain("webhook-scope-missing")),
    row("'write:repo_hook' scope", certain("webhook-scope-missing")),
    row("/hooks … 404", likely("webhook-scope-missing"), possible("namespace-not-found")),
    row("/hooks … 403", likely("webhook-scope-missing")),
    row("couldn't deliver this payload", certain("webhook-deliveries-failing")),
    row("failed to connect to host", likely("webhook-deliveries-failing"), possible("network-unreachable")),
    row("last_response … failed to connect", certain("webhook-deliveries-failing")),
)
