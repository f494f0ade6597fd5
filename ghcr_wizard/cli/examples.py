"""Examples of every command, shown at the end of its help and in the manual page."""

from types import MappingProxyType

EXAMPLES = MappingProxyType(
    {
        "logout": (("a profile by name", "ghcr-wizard logout --profile main"),),
        "profiles": (("which token expires next", "ghcr-wizard profiles --json | jq '.profiles[].expires_at'"),),
        "check": (
            ("what the stored token can do", "ghcr-wizard check"),
            ("one package, and one of its tags", "ghcr-wizard check --package acme/api:1.2"),
            ("a token that is not stored", "printenv TOKEN | ghcr-wizard check --username NAME --token-stdin"),
            ("in a job: exit status 1 where it cannot pull", "ghcr-wizard check --package acme/api --json"),
        ),
        "packages": (
            ("names alone", "ghcr-wizard packages --json | jq -r '.namespaces[].packages[].reference'"),
            ("one organization", "ghcr-wizard packages --namespace acme"),
        ),
        "explain": (
            ("what Docker printed", "docker pull ghcr.io/acme/api 2>&1 | ghcr-wizard explain"),
            ("why a workflow may not push", "ghcr-wizard explain .github/workflows/publish.yml"),
        ),
        "doctor": (
            ("everything on this machine", "ghcr-wizard doctor --package homebrew/core/hello"),
            ("a cluster's pull secret", "kubectl get secret NAME -o json | ghcr-wizard doctor -"),
            ("for a bug report", "ghcr-wizard doctor --report report.json"),
        ),
        "export": (
            ("let Docker take the token from the keyring", "ghcr-wizard export docker --yes"),
            ("a pull secret, straight into the cluster", "ghcr-wizard export kubernetes | kubectl apply -f -"),
            ("a file for a container or a CI", "ghcr-wizard export config-json --output config.json"),
        ),
        "webhook": (
            ("do push events arrive", "ghcr-wizard webhook status --package acme/api"),
            (
                "say what would be created, then create it",
                "ghcr-wizard webhook create --repository acme/api --url https://scanner.example.com/hook [--yes]",
            ),
        ),
        "reset": (
            ("what would be taken back", "ghcr-wizard reset"),
            ("take it back", "ghcr-wizard reset --yes"),
        ),
        "help": (
            ("a command's options", "ghcr-wizard help check"),
            ("what can be set", "ghcr-wizard help settings"),
        ),
    }
)
"""What each example does, and its command line, by command; some have them in the words they begin with."""


def examples_text(command: str) -> str:
    """The examples of a command as the end of its help; empty where it has none."""
    rows = EXAMPLES.get(command, ())
    return "\nexamples:\n" + "\n".join(f"  {what}:\n    {line}\n" for what, line in rows) if rows else ""
