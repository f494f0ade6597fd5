"""Keyrings and keychains: of Linux, Windows and macOS, and Docker's helpers for them.

The same refusal is mended differently on each system, so a row names what to do on the one it comes from.
"""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import asides, certain, likely, possible, row, rows
from ghcr_wizard.explain.rows import advice

_MAC, _WINDOWS, _LINUX = Context.MAC, Context.WINDOWS, Context.LINUX
_ANY_LOCK = (
    certain("keyring-locked", when=_MAC, advice=advice.MAC_LOCKED),
    certain("keyring-locked", unless=_MAC, advice=advice.LINUX_LOCKED),
)
_LOCKED_NUMBERS = ("-25308", "-25293", "-60008", "-25307", "-25294")
"""What macOS answers where a keychain is locked, or not there."""

ROWS = (
    # Linux
    *rows(
        (
            "Cannot autolaunch D-Bus without X11 $DISPLAY",
            "Cannot autolaunch D-Bus",
            "The name org.freedesktop.secrets was not provided by any .service files",
            "Unable to autolaunch a dbus-daemon",
            "Autolaunch error: X11 initialization failed",
            "Error spawning command line 'dbus-launch",
            "Failed to execute child process 'dbus-launch'",
            "Cannot spawn a message bus without a machine-id",
            "couldn't determine address of session bus",
            "Could not connect: No such file or directory … dbus",
            "No recommended backend was available",
            "NoKeyringError",
            "Please set a password for your new keyring",
        ),
        certain("keyring-unavailable", advice=advice.NO_DESKTOP),
    ),
    *rows(
        (
            "org.freedesktop.secrets",
            "org.freedesktop.DBus.Error.ServiceUnknown",
            "org.freedesktop.DBus.Error.NotSupported",
            "org.freedesktop.DBus.Error.Spawn",
            "keyring.backends.fail",
            "fail.Keyring",
            "failed to connect to bus",
            "dbus: failed",
            "Error communicating with the secret service",
        ),
        likely("keyring-unavailable", advice=advice.NO_DESKTOP),
    ),
    row("DBUS_SESSION_BUS_ADDRESS", possible("keyring-unavailable", advice=advice.NO_DESKTOP)),
    *rows(
        (
            "Object does not exist at path '/org/freedesktop/secrets/collection",
            "No such interface 'org.freedesktop.Secret.Collection'",
            "No such secret collection at path",
            "secrets/collection/login",
            "No such secret item at path",
        ),
        likely("keyring-unavailable", advice=advice.NO_COLLECTION),
    ),
    *rows(
        (
            "Failed to unlock the collection",
            "KeyringLocked",
            "Cannot get secret of a locked object",
            "Cannot create an item in a locked collection",
            "org.freedesktop.Secret.Error.IsLocked",
            "Prompt dismissed",
            "PromptDismissed",
            "prompt was dismissed",
            "failed to unlock correct collection",
        ),
        certain("keyring-locked", advice=advice.LINUX_LOCKED),
    ),
    row("service_start_timeout={number}ms", certain("keyring-timeout")),
    *rows(
        (
            "Failed to activate service 'org.freedesktop.secrets': timed out",
            "Error calling StartServiceByName for org.freedesktop.secrets: Timeout was reached",
        ),
        certain("keyring-timeout"),
    ),
    row("org.freedesktop.DBus.Error.NoReply", likely("keyring-timeout")),
    row("org.freedesktop.DBus.Error.TimedOut", likely("keyring-timeout")),
    row("org.freedesktop.DBus.Error.Timeout", likely("keyring-timeout")),
    row("keyring … timed out", likely("keyring-timeout")),
    row("keyring.backends.null", likely("keyring-lost-secret")),
    row("keyring … does not give it back", certain("keyring-lost-secret")),
    # pass and GPG
    *rows(
        (
            "pass not initialized",
            "pass store is uninitialized",
            "password store is empty",
            "exec: 'pass': executable file not found",
            "pass: command not found",
            "You must run: pass init",
            "Try 'pass init'",
        ),
        certain("keyring-unavailable", advice=advice.PASS_NOT_READY),
    ),
    *rows(
        (
            "gpg: decryption failed",
            "gpg: public key decryption failed",
            "No pinentry",
            "gpg: problem with the agent",
            "gpg: can't connect to the agent",
            "gpg: cannot open '/dev/tty'",
            "Inappropriate ioctl for device",
            "pinentry … not found",
            "gpg failed to sign the data",
            "gpg-agent … timeout",
            "gpg: signing failed",
        ),
        likely("keyring-locked", advice=advice.GPG_LOCKED),
        possible("keyring-unavailable", advice=advice.PASS_NOT_READY),
    ),
    *rows(
        (
            "gpg: decryption failed: No secret key",
            "error fetching password during initialization … gpg: decryption failed",
        ),
        likely("keyring-locked", advice=advice.GPG_LOCKED),
        possible("keyring-unavailable", advice=advice.GPG_NO_KEY),
    ),
    *rows(
        (
            "gpg: [stdin]: encryption failed",
            "gpg: … skipped: No public key",
            "gpg: … skipped: Unusable public key",
            "There is no assurance this key belongs to the named user",
            "Password encryption aborted",
            "gpg: no default secret key",
        ),
        likely("keyring-unavailable", advice=advice.GPG_NO_KEY),
    ),
    # Docker's words for any store
    *asides(
        ("error storing credentials",),
        possible("keyring-unavailable"),
        possible("helper-missing", advice=advice.HELPER_FAILED),
    ),
    row(
        "error storing credentials - err: exit status 1, out: ''",
        likely("helper-missing", advice=advice.HELPER_FAILED),
        possible("keyring-locked"),
    ),
    # Windows
    row("The stub received bad data", certain("helper-secret-too-long"), possible("secret-too-long")),
    row(
        "(1783, 'CredWrite', 'The stub received bad data",
        certain("secret-too-long"),
        possible("helper-secret-too-long"),
    ),
    row("(1783, 'CredWrite'", certain("secret-too-long"), possible("helper-secret-too-long")),
    row("CredWrite", likely("secret-too-long"), possible("keyring-unavailable", advice=advice.WINDOWS_LOCKED)),
    *rows(
        (
            "A specified logon session does not exist",
            "Unable to persist credentials with the 'wincredman' credential store",
            "(1312, 'CredWrite'",
        ),
        certain("keyring-unavailable", advice=advice.WINDOWS_LOCKED),
    ),
    row("wincredman", possible("keyring-unavailable", advice=advice.WINDOWS_LOCKED)),
    row(
        "Not enough memory resources are available to process this command",
        likely("keyring-unavailable", advice=advice.WINDOWS_LOCKED),
    ),
    row("Not enough quota is available to process this command", likely("helper-secret-too-long")),
    # macOS
    *rows(
        (
            "User interaction is not allowed",
            "errSecInteractionNotAllowed",
            "current session does not allow user interaction",
            "keychain cannot be accessed",
            "errSecAuthFailed",
            "errSecNoSuchKeychain",
            "A default keychain could not be found",
            "Unable to obtain authorization for this operation",
            "The specified keychain could not be found",
            "keychain is locked",
        ),
        certain("keyring-locked", advice=advice.MAC_LOCKED),
    ),
    *rows(
        tuple(f"{before}{number}" for before in ("", "credentials … ") for number in _LOCKED_NUMBERS),
        likely("keyring-locked", advice=advice.MAC_LOCKED),
    ),
    row("Error querying keychain", likely("keyring-locked", advice=advice.MAC_LOCKED)),
    row("The user name or passphrase you entered is not correct", likely("keyring-locked", advice=advice.MAC_LOCKED)),
    *rows(
        ("-25300", "The specified item could not be found in the keychain", "errSecItemNotFound"),
        likely("token-missing", advice=advice.MAC_NOT_FOUND),
    ),
    *rows(
        (
            "-25299",
            "The specified item already exists in the keychain",
            "errSecDuplicateItem",
            "-25244",
            "An invalid attempt to change the owner of an item",
        ),
        likely("keyring-locked", advice=advice.MAC_EXISTS),
    ),
    *rows(
        ("keyring is locked", "failed to unlock the keyring", "the keyring is locked"),
        *_ANY_LOCK,
    ),
)
