"""What other programs say about their own configuration and credentials."""

from ghcr_wizard.explain.row import certain, likely, possible, row

ROWS = (
    row("exec: '{helper}': executable file not found", certain("helper-missing")),
    row("{helper}: executable file not found", certain("helper-missing")),
    row("exec: '{helper}':", certain("helper-missing")),
    row("{helper} not installed or not available in PATH", certain("helper-missing")),
    row("{helper}: exec format error", certain("helper-missing")),
    row("{helper}: command not found", certain("helper-missing")),
    row("{helper}' … Invalid argument", certain("helper-missing")),
    row("{helper} … permission denied", likely("helper-missing")),
    row("error getting credentials - err:", likely("helper-missing"), possible("keyring-locked")),
    row("error getting credentials", possible("helper-missing"), possible("keyring-locked")),
    row("credentials not found in native keychain", likely("token-missing")),
    row("no credentials server URL", likely("client-config-invalid")),
    row("no credentials username", certain("username-empty")),
    row("Must provide --username with --password-stdin", certain("username-empty")),
    row("Username and password required", certain("token-missing")),
    row("Password required", possible("token-missing")),
    row("cannot perform an interactive login from a non TTY device", certain("token-missing")),
    row("Error loading config file", certain("client-config-invalid")),
    row("config.json … invalid character", certain("client-config-invalid")),
    row("config.json … permission denied", certain("client-config-invalid")),
    row("auth.json … permission denied", certain("client-config-invalid")),
    row("unmarshaling JSON … auth.json", certain("client-config-invalid")),
    row("credsHelper'", likely("client-config-invalid"), without="credhelpers"),
    row("'ghcr.io': {}", likely("client-config-invalid")),
    row("password will be stored unencrypted in", certain("credential-plaintext")),
    row("credentials are stored unencrypted in", certain("credential-plaintext")),
    row("Authentication credentials saved in plain text", certain("credential-plaintext")),
    row("/run/user/…/containers/auth.json", possible("credential-not-persistent")),
    row("/run/containers/…/auth.json", possible("credential-not-persistent")),
    row("UNPROTECTED PRIVATE KEY FILE", possible("credential-readable-by-others")),
    row("is group-readable … insecure", likely("credential-readable-by-others")),
    row("is world-readable … insecure", likely("credential-readable-by-others")),
    row("invalid header field value for 'Authorization'", certain("token-malformed")),
    row("Illegal header value b", likely("token-malformed")),
    row(
        "Invalid leading whitespace, reserved character(s), or return character(s) in header", likely("token-malformed")
    ),
)
