"""Causes in the keyring."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import KEYRING

ROWS = {
    "keyring-unavailable": Cause(
        "error",
        "There is no keyring to store the secret in: {said}.",
        "Install and start one (on Linux: gnome-keyring, KWallet or KeePassXC with a D-Bus session), "
        "or use the token for this session only.",
        KEYRING,
    ),
    "keyring-locked": Cause(
        "error",
        "The keyring is locked: {said}.",
        "Unlock it (log in to the desktop, or run gnome-keyring-daemon --unlock) and try again.",
        KEYRING,
    ),
    "keyring-timeout": Cause(
        "error",
        "The keyring did not answer within {seconds} seconds.",
        "Look for a window that asks for its password; over SSH there may be none to ask. Then try again.",
        KEYRING,
    ),
    "keyring-lost-secret": Cause(
        "error",
        "The keyring ({keyring}) accepted the secret but does not give it back.",
        "Choose another keyring (PYTHON_KEYRING_BACKEND), or use the token for this session only.",
        KEYRING,
    ),
    "keyring-plaintext": Cause(
        "error",
        "The keyring that is chosen ({keyring}) keeps secrets in a plain file.",
        "Choose another one: unset PYTHON_KEYRING_BACKEND or change keyringrc.cfg. "
        "If a plain file is what you want, store it with “ghcr-wizard login --store plain-keyring”.",
        KEYRING,
    ),
    "store-unavailable": Cause(
        "error",
        "The store “{store}” cannot be used here: {said}.",
        "Choose another store.",
    ),
    "command-failed": Cause(
        "error",
        "The command that prints the token failed: {said}.",
        "Run the command yourself and see what it prints. It must print the token and nothing else.",
    ),
    "profile-not-found": Cause(
        "error",
        "{said}",
        "List the stored profiles with “ghcr-wizard profiles” and name one of them, or store a new one.",
    ),
    "profiles-unreadable": Cause(
        "error",
        "The stored profiles cannot be used: {said}",
        "Fix the file or its mode, or move it away to start again; secrets stay in their stores.",
    ),
    "output-unwritable": Cause(
        "error",
        "The output file cannot be written: {said}.",
        "Name another file, or check its folder's mode and free space.",
    ),
    "secret-too-long": Cause(
        "error",
        "The secret is too long for this keyring ({keyring}): {length} characters, at most {longest}.",
        "Use the store “command”, or a shorter token.",
        KEYRING,
    ),
}
