"""GitHub Apps, and signing in with a code."""

from ghcr_wizard.explain.row import certain, likely, possible, row

ROWS = (
    row("A JSON web token could not be decoded", certain("app-key-invalid"), possible("app-not-found")),
    row("'Expiration time' claim ('exp') is too far in the future", certain("clock-skew")),
    row("'Expiration time' claim ('exp') must be a numeric value", likely("clock-skew")),
    row("'Issued at' claim ('iat') must be an Integer", likely("clock-skew")),
    row("'Issuer' claim ('iss') must be an Integer", certain("app-not-found")),
    row("Integration not found", certain("app-not-found")),
    row("This installation has been suspended", certain("app-installation-suspended")),
    row("permissions requested are not granted to this installation", certain("app-permission-missing")),
    row("Could not deserialize key data", likely("app-key-invalid")),
    row("Could not parse the provided public key", likely("app-key-invalid")),
    row("error:1E08010C:DECODER routines::unsupported", likely("app-key-invalid")),
    # OAuth 2.0 Device Authorization Grant (RFC 8628, section 3.5), as GitHub answers it
    row("'error': 'access_denied'", certain("device-flow-denied")),
    row("access_denied", likely("device-flow-denied")),
    row("The authorization request was denied", certain("device-flow-denied")),
    row("'error': 'expired_token'", certain("device-flow-expired")),
    row("'error': 'token_expired'", certain("device-flow-expired")),
    row("expired_token", likely("device-flow-expired")),
    row("token_expired", likely("device-flow-expired")),
    row("device_code' has expired", certain("device-flow-expired")),
    row("incorrect_device_code", likely("device-flow-expired")),
    row("device_flow_disabled", certain("device-flow-disabled")),
    row("Device Flow must be explicitly enabled", certain("device-flow-disabled")),
    row("unsupported_grant_type", possible("device-flow-disabled")),
    row("incorrect_client_credentials", certain("app-not-found")),
)
