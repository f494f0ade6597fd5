"""What other programs say about their own configuration, helpers, credentials and versions."""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import asides, certain, hint, likely, possible, row, rows
from ghcr_wizard.explain.rows import advice

_ACTIONS = Context.ACTIONS

ROWS = (
    # Helpers
    *rows(
        (
            "exec: '{helper}': executable file not found",
            "{helper}: executable file not found",
            "{helper} not installed or not available in PATH",
            "{helper}: command not found",
            "{helper}: not found",
            "{helper}: No such file or directory",
            "{helper}' … no such file or directory",
            "{helper} … cannot find the file specified",
        ),
        certain("helper-missing", unless=Context.WSL),
        certain("helper-missing", when=Context.WSL, advice=advice.HELPER_OF_WINDOWS),
        without="shared librar",
    ),
    row("exec: '{helper}':", certain("helper-missing")),
    row("docker-credential-desktop.exe", possible("helper-missing", advice=advice.HELPER_OF_WINDOWS)),
    row("{helper}: exec format error", certain("helper-missing", advice=advice.HELPER_OF_WINDOWS)),
    row("{helper}: … Invalid argument", certain("helper-missing", advice=advice.HELPER_OF_WINDOWS)),
    row("{helper}' … Invalid argument", certain("helper-missing", advice=advice.HELPER_OF_WINDOWS)),
    row("{helper} … input/output error", likely("helper-missing", advice=advice.HELPER_OF_WINDOWS)),
    row("{helper} … error while loading shared libraries", certain("helper-missing", advice=advice.HELPER_LIBRARY)),
    row("{helper} … Library not loaded", certain("helper-missing", advice=advice.HELPER_LIBRARY)),
    row("libsecret-1.so.0: cannot open shared object file", likely("helper-missing", advice=advice.HELPER_LIBRARY)),
    row("{helper} … signal: killed", likely("helper-missing", advice=advice.HELPER_FAILED)),
    row("{helper} … permission denied", likely("helper-missing")),
    *rows(
        (
            "unable to retrieve credentials",
            "failed to retrieve credentials",
            "Failed retrieving credentials",
            "error looking up credentials",
            "Credentials store … not found",
            "credential helper … not found",
            "StoreError",
        ),
        likely("helper-missing", advice=advice.HELPER_LEFT),
        possible("keyring-locked"),
        possible("client-config-invalid"),
    ),
    *rows(
        (
            "error getting credentials - err: exit status 1, out: ''",
            "error getting credentials - err: exit status 1$",
            "error getting credentials - err: signal:",
        ),
        likely("helper-missing", advice=advice.HELPER_FAILED),
        possible("keyring-locked"),
    ),
    *asides(
        ("error getting credentials",),
        likely("helper-missing", advice=advice.HELPER_FAILED),
        possible("keyring-locked"),
    ),
    *rows(
        ("credentials not found in native keychain", "No stored credential for", "no usernames for"),
        likely("token-missing", advice=advice.NO_HELPER_ENTRY),
    ),
    row("no credentials server URL", likely("client-config-invalid", advice=advice.NO_SERVER_NAME)),
    row("no credentials username", certain("username-empty")),
    # Logins without something
    row("Must provide --username with --password-stdin", certain("username-empty")),
    row("flag needs an argument: 'u' in -u", certain("username-empty")),
    row("Username is required", likely("username-empty")),
    row("unexpected status from POST request to …/token: 405", likely("username-empty", advice=advice.EMPTY_NAME)),
    row("POST request to …/token … 405", likely("username-empty", advice=advice.EMPTY_NAME)),
    row(
        "Username and password required",
        likely("secret-empty"),
        likely("token-missing", advice=advice.NOTHING_GIVEN),
    ),
    row(
        "Password required",
        likely("secret-empty", when=_ACTIONS),
        possible("token-missing", advice=advice.NOTHING_GIVEN),
    ),
    *rows(
        (
            "Input required and not supplied: {word}",
            "password is empty",
            "empty password",
            "password cannot be empty",
            "secret … not found in the environment",
            "Error: Parameter token or opts.auth is required",
        ),
        likely("secret-empty"),
        possible("token-missing", advice=advice.NOTHING_GIVEN),
        without=("password store", "mysql", "postgres"),
    ),
    row(
        "cannot perform an interactive login from a non TTY device",
        likely("secret-empty", when=_ACTIONS),
        likely("token-missing", when=_ACTIONS, advice=advice.NOTHING_GIVEN),
        certain("token-missing", unless=_ACTIONS, advice=advice.NOTHING_GIVEN),
        possible("secret-empty", unless=_ACTIONS),
    ),
    *rows(
        (
            "No credentials found for registry {host}",
            "No credentials found for",
            "No credentials found for host {host}",
            "no credentials available",
            "no auth credentials",
            "no credentials provided",
            "failed to get credentials for",
            "not logged into {host}",
            "not logged in to {host}",
        ),
        likely("token-missing", advice=advice.LOG_IN),
    ),
    *rows(("no basic auth credentials", "basic credential not found"), likely("token-missing", advice=advice.LOG_IN)),
    # Configuration files
    *rows(
        (
            "Error loading config file … permission denied",
            ".docker/config.json … permission denied",
            "mkdir … .docker: permission denied",
            "/.docker: permission denied",
            "error saving credentials … permission denied",
            "config.json … read-only file system",
            "config.json … device or resource busy",
            "registry/config.json … permission denied",
        ),
        certain("client-config-invalid", advice=advice.CONFIG_UNREADABLE),
    ),
    row("Error loading config file", certain("client-config-invalid"), without="permission denied"),
    row(".docker/config.json … invalid character", certain("client-config-invalid")),
    row("config.json … invalid character", possible("client-config-invalid"), without="ghcr.io/v2"),
    row("config.json … permission denied", likely("client-config-invalid", advice=advice.CONFIG_UNREADABLE)),
    row("config.json … illegal base64 data", certain("client-config-invalid")),
    row("invalid auth configuration file", likely("client-config-invalid")),
    row("Invalid auth configuration file", likely("client-config-invalid")),
    row("illegal base64 data at input byte", likely("client-config-invalid")),
    row("containers/…auth.json … permission denied", certain("client-config-invalid", advice=advice.AUTHFILE)),
    row("auth.json … permission denied", likely("client-config-invalid", advice=advice.AUTHFILE)),
    row("containers/auth.json … no such file", likely("client-config-invalid", advice=advice.AUTHFILE)),
    row("unmarshaling JSON … auth.json", certain("client-config-invalid")),
    row("unmarshaling JSON … config.json", certain("client-config-invalid")),
    row("credsHelper'", likely("client-config-invalid"), without="credhelpers"),
    row("credStore'", likely("client-config-invalid"), without="credsstore"),
    row("'ghcr.io': {}", likely("client-config-invalid")),
    *asides(
        (
            "password will be stored unencrypted in",
            "credentials are stored unencrypted in",
            "Authentication credentials saved in plain text",
        ),
        certain("credential-plaintext"),
    ),
    row("/run/user/…/containers/auth.json", possible("credential-not-persistent"), without="permission denied"),
    row("/run/containers/…/auth.json", possible("credential-not-persistent"), without="permission denied"),
    row("UNPROTECTED PRIVATE KEY FILE", possible("credential-readable-by-others")),
    row("is group-readable … insecure", likely("credential-readable-by-others")),
    row("is world-readable … insecure", likely("credential-readable-by-others")),
    row("invalid header field value for 'Authorization'", certain("token-malformed")),
    row("net/http: invalid header field value", likely("token-malformed")),
    row("Illegal header value b", likely("token-malformed")),
    row("Invalid character in header content ['authorization']", certain("token-malformed")),
    row(
        "Invalid leading whitespace, reserved character(s), or return character(s) in header", likely("token-malformed")
    ),
    # Versions
    hint("scope=repository:user/image:pull&scope=", likely("client-outdated", advice=advice.HELM_PLACEHOLDER)),
    *rows(
        ("failed to call tryLoginWithRegHost … 404", "to be authConfigHostname="),
        likely("client-outdated", advice=advice.NERDCTL_LOGIN),
    ),
    row(
        "client version {number} is too old. Minimum supported API version",
        certain("client-outdated", advice=advice.DOCKER_API_OLD),
    ),
    row(
        "client version {number} is too new. Maximum supported API version",
        certain("client-outdated", advice=advice.DOCKER_API_NEW),
    ),
    *rows(
        (
            "mediaType in manifest should be",
            "unsupported manifest media type and no default available",
            "Unsupported manifest format",
            "unsupported schema version 2",
            "unknown media type … application/vnd.oci",
            "unsupported MediaType: application/vnd.oci",
            "unsupported media type application/vnd.oci",
            "unexpected media type … application/vnd.oci",
            "missing signature key",
            "unsupported manifest type",
            "invalid tar header",
            "unsupported compression",
        ),
        likely("client-outdated", advice=advice.OLD_FORMAT),
        possible("accept-header-incomplete", advice=advice.NO_ATTESTATIONS),
    ),
    *rows(
        (
            "manifest version 2, schema 1 support",
            "schema 1 support is disabled",
            "schema v1 … deprecated",
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
        ),
        likely("client-outdated", advice=advice.SCHEMA_ONE),
    ),
    *rows(
        (
            "registry responded to head request with '404 Not Found'",
            "registry responded with invalid HEAD request: status '404 Not Found'",
        ),
        likely("accept-header-incomplete", advice=advice.NO_ATTESTATIONS),
        possible("tag-not-found"),
    ),
    *rows(
        (
            "registry responded to head request with '401 Unauthorized'",
            "registry responded with invalid HEAD request: status '401 Unauthorized'",
        ),
        likely("package-private", advice=advice.UPDATER),
        possible("token-rejected"),
    ),
    *rows(
        (
            "registry responded to head request with '403 Forbidden'",
            "registry responded with invalid HEAD request: status '403 Forbidden'",
        ),
        likely("token-rejected"),
        likely("package-no-grant"),
        possible("stale-credential-blocks-public"),
    ),
    row("challenge header did not include all values", likely("token-rejected"), possible("registry-unavailable")),
    *rows(
        (
            "Invalid Docker-Repository-URL",
            "Registry returned bad result",
            "Failed to query registry",
            "registry returned an invalid value",
        ),
        likely("client-outdated", advice=advice.SYNOLOGY),
    ),
    # Programs that look for newer images
    *rows(
        ("Unauthorized docker lookup", "Response code 401 (Unauthorized)", "Datasource unauthorized"),
        likely("package-private", advice=advice.UPDATER),
        possible("token-missing", advice=advice.LOG_IN),
        possible("token-rejected"),
    ),
    row(
        "Response code 403 (Forbidden)",
        likely("package-no-grant"),
        likely("token-rejected"),
        possible("package-not-found"),
    ),
    *asides(
        ("Failed to look up docker package {given}",),
        possible("package-private", advice=advice.UPDATER),
        possible("package-not-found"),
        possible("token-rejected"),
        possible("registry-rate-limited", advice=advice.THROTTLED),
    ),
    *asides(
        ("Failed to look up dependency {given}",),
        possible("package-private", advice=advice.UPDATER),
        possible("package-not-found"),
    ),
    *asides(
        ("Could not get tags from registry",),
        possible("package-private", advice=advice.UPDATER),
        possible("token-missing", advice=advice.LOG_IN),
        without="denied",
    ),
    row(
        "Error: image {given} not found$",
        likely("client-outdated", advice=advice.OLD_ENGINE),
        possible("tag-not-found"),
        possible("package-not-found"),
        without="could not",
    ),
    # devcontainers
    row(
        "Server did not provide instructions to authenticate",
        likely("network-unreachable", advice=advice.NOT_THE_REGISTRY),
        possible("registry-unavailable"),
    ),
    row(
        "Could not fetch bearer token for '{host}': Error: HTTP 403",
        likely("stale-credential-blocks-public", advice=advice.STALE),
        likely("token-rejected"),
        possible("package-not-found"),
    ),
    *rows(
        (
            "No authentication credentials found for registry '{host}'",
            "(Forbidden) on second attempt",
            "(Unauthorized) on second attempt",
        ),
        likely("package-private"),
        likely("package-not-found"),
        possible("token-missing", advice=advice.LOG_IN),
    ),
    *rows(
        (
            "Unable to retrieve some image pull secrets",
            "FailedToRetrieveImagePullSecret",
            "image pull secret … not found",
            "failed to get credential from … not found",
        ),
        likely("token-missing", advice=advice.PULL_SECRET),
    ),
    row(
        "Could not fetch bearer token for '{host}': Error: HTTP {broken}",
        likely("registry-unavailable"),
        likely("network-unreachable", advice=advice.SOME_PROXY),
        possible("github-incident"),
    ),
    *asides(
        ("Failed to fetch Bearer token from registry",),
        likely("stale-credential-blocks-public", advice=advice.STALE),
        possible("token-rejected"),
        possible("package-not-found"),
    ),
    *asides(
        (
            "Could not resolve Feature manifest for '{given}'",
            "Feature '{given}' could not be processed",
            "Failed to process feature {given}",
        ),
        possible("package-private"),
        possible("package-not-found"),
        possible("stale-credential-blocks-public", advice=advice.STALE),
    ),
    # Jib, and the .NET SDK
    row(
        "make sure your credentials for '{given}' are set up correctly",
        likely("token-missing", advice=advice.LOG_IN),
        likely("token-rejected"),
        possible("package-no-write-grant"),
    ),
    row(
        "Unauthorized for {given}",
        likely("package-no-write-grant", advice=advice.WRITE_BY_STATUS),
        likely("token-rejected"),
        possible("token-missing", advice=advice.LOG_IN),
        without="http",
    ),
    row("CONTAINER1016", likely("package-not-found"), likely("package-private"), possible("tag-not-found")),
    row(
        "CONTAINER1015",
        likely("token-rejected"),
        likely("package-no-grant"),
        possible("token-missing", advice=advice.LOG_IN),
    ),
    row(
        "CONTAINER1013",
        likely("package-no-write-grant", advice=advice.WRITE_BY_STATUS),
        possible("token-missing", advice=advice.LOG_IN),
    ),
    row("CONTAINER1008", likely("helper-missing", advice=advice.HELPER_FAILED)),
)
