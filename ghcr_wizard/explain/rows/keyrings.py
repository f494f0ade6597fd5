"""Keyrings: of Linux, Windows and macOS, and Docker's helpers for them."""

from ghcr_wizard.explain.row import certain, likely, possible, row

ROWS = (
    # Linux
    row("Cannot autolaunch D-Bus without X11 $DISPLAY", certain("keyring-unavailable")),
    row("Cannot autolaunch D-Bus", certain("keyring-unavailable")),
    row("The name org.freedesktop.secrets was not provided by any .service files", certain("keyring-unavailable")),
    row("org.freedesktop.secrets", likely("keyring-unavailable")),
    row("org.freedesktop.DBus.Error.ServiceUnknown", likely("keyring-unavailable")),
    row("Unable to autolaunch a dbus-daemon", certain("keyring-unavailable")),
    row("DBUS_SESSION_BUS_ADDRESS", possible("keyring-unavailable")),
    row("No recommended backend was available", certain("keyring-unavailable")),
    row("keyring.backends.fail", likely("keyring-unavailable")),
    row("fail.Keyring", likely("keyring-unavailable")),
    row("NoKeyringError", certain("keyring-unavailable")),
    row("Please set a password for your new keyring", certain("keyring-unavailable")),
    row("pass not initialized", certain("keyring-unavailable")),
    row("Failed to unlock the collection", certain("keyring-locked")),
    row("KeyringLocked", certain("keyring-locked")),
    row("Cannot get secret of a locked object", certain("keyring-locked")),
    row("Prompt dismissed", certain("keyring-locked")),
    row("PromptDismissed", certain("keyring-locked")),
    row("service_start_timeout={number}ms", certain("keyring-timeout")),
    row("Failed to activate service 'org.freedesktop.secrets': timed out", certain("keyring-timeout")),
    row("org.freedesktop.DBus.Error.NoReply", likely("keyring-timeout")),
    row("org.freedesktop.DBus.Error.TimedOut", likely("keyring-timeout")),
    row("keyring … timed out", likely("keyring-timeout")),
    row("keyring.backends.null", likely("keyring-lost-secret")),
    row("keyring … does not give it back", certain("keyring-lost-secret")),
    row("error storing credentials", likely("keyring-unavailable"), possible("helper-missing")),
    # Windows
    row("The stub received bad data", certain("helper-secret-too-long"), possible("secret-too-long")),
    row(
        "(1783, 'CredWrite', 'The stub received bad data",
        certain("secret-too-long"),
        possible("helper-secret-too-long"),
    ),
    row("(1783, 'CredWrite'", certain("secret-too-long"), possible("helper-secret-too-long")),
    row("CredWrite", likely("secret-too-long"), possible("keyring-unavailable")),
    row("A specified logon session does not exist", certain("keyring-unavailable")),
    row("Unable to persist credentials with the 'wincredman' credential store", certain("keyring-unavailable")),
    row("wincredman", possible("keyring-unavailable")),
    # macOS
    row("User interaction is not allowed", certain("keyring-locked")),
    row("errSecInteractionNotAllowed", certain("keyring-locked")),
    row("-25308", likely("keyring-locked")),
    row("-25293", likely("keyring-locked")),
    row("The user name or passphrase you entered is not correct", likely("keyring-locked")),
)
