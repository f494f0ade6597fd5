"""Causes in the keyring."""

from ghcr_wizard.diagnosis.cause import Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import KEYRING

KEYRING_UNAVAILABLE = Cause(
    "keyring-unavailable",
    Severity.ERROR,
    "No keyring is available",
    "There is no keyring to store the secret in: {said}.",
    (
        "Install and start one (on Linux: gnome-keyring, KWallet or KeePassXC with a D-Bus session), "
        "or use the token for this session only."
    ),
    url=KEYRING,
    family=Family.STORE,
    stage=Stage.CREDENTIAL,
    action=Action.CHOOSE_STORE,
)
KEYRING_LOCKED = Cause(
    "keyring-locked",
    Severity.ERROR,
    "The keyring is locked",
    "The keyring is locked: {said}.",
    "Unlock it: log in to the desktop, or open the system's program for keyrings or keychains; then try again.",
    url=KEYRING,
    family=Family.STORE,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
)
KEYRING_TIMEOUT = Cause(
    "keyring-timeout",
    Severity.ERROR,
    "The keyring does not answer",
    "The keyring did not answer within {seconds} seconds.",
    "Check for a password prompt on the desktop; over SSH there may not be one. Then try again.",
    url=KEYRING,
    family=Family.STORE,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"seconds": "a few"},
)
KEYRING_LOST_SECRET = Cause(
    "keyring-lost-secret",
    Severity.ERROR,
    "The keyring does not return the secret",
    "The keyring ({keyring}) accepted the secret but did not return it.",
    "Choose another keyring (PYTHON_KEYRING_BACKEND), or use the token for this session only.",
    url=KEYRING,
    family=Family.STORE,
    action=Action.CHOOSE_STORE,
)
KEYRING_PLAINTEXT = Cause(
    "keyring-plaintext",
    Severity.ERROR,
    "The keyring keeps secrets in plain text",
    "The keyring that is chosen ({keyring}) keeps secrets in a plain file.",
    (
        "Choose another one: unset PYTHON_KEYRING_BACKEND or change keyringrc.cfg. "
        "If a plain file is what you want, store it with `ghcr-wizard login --store plain-keyring`."
    ),
    url=KEYRING,
    family=Family.STORE,
    action=Action.CHOOSE_STORE,
    general={"keyring": "by its configuration"},
)
STORE_UNAVAILABLE = Cause(
    "store-unavailable",
    Severity.ERROR,
    "The store cannot be used here",
    "The store “{store}” cannot be used here: {said}.",
    "Choose another store.",
    family=Family.STORE,
    action=Action.CHOOSE_STORE,
    general={"store": "chosen", "said": "it is not there"},
)
COMMAND_FAILED = Cause(
    "command-failed",
    Severity.ERROR,
    "The command that prints the token failed",
    "The command that prints the token failed: {said}.",
    "Run the command yourself and see what it prints. It must print the token and nothing else.",
    family=Family.STORE,
    action=Action.RETRY,
    general={"said": "it printed no token"},
)
PROFILE_NOT_FOUND = Cause(
    "profile-not-found",
    Severity.ERROR,
    "No such profile",
    "{said}",
    "Choose another profile: `ghcr-wizard profiles` lists them.",
    general={"said": "There is no such profile."},
)
PROFILES_UNREADABLE = Cause(
    "profiles-unreadable",
    Severity.ERROR,
    "The stored profiles cannot be used",
    "The stored profiles cannot be used: {said}",
    "Fix the file or its mode, or move it away to start again; secrets stay in their stores.",
    family=Family.STORE,
    general={"said": "they cannot be read."},
)
OUTPUT_UNWRITABLE = Cause(
    "output-unwritable",
    Severity.ERROR,
    "The file cannot be written",
    "The output file cannot be written: {said}.",
    "Name another file, or check its folder's mode and free space.",
    general={"said": "its folder cannot be written to"},
)
SECRET_TOO_LONG = Cause(
    "secret-too-long",
    Severity.ERROR,
    "The secret is too long for the keyring",
    "The secret is too long for this keyring ({keyring}): {length} characters, at most {longest}.",
    "Use the store “command”, or a shorter token.",
    url=KEYRING,
    family=Family.STORE,
    action=Action.CHOOSE_STORE,
)
