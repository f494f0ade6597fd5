"""What `ghcr-wizard --help` prints; written out, so that it is there before anything is imported."""

HELP = """\
usage: ghcr-wizard [--registry HOST]
       ghcr-wizard --demo [PERSONA | replay:FILE] [--serve]
       ghcr-wizard --plain [--registry HOST | --demo [PERSONA]]
       ghcr-wizard COMMAND [OPTION ...]

Creates a GitHub Container Registry token with minimal scopes, stores it in
your keyring, verifies it by pulling a private package, and shows everything it
can access. Without a command it starts the wizard.

commands:
  login       store a credential without the wizard
  logout      remove a profile and its secret
  profiles    list the profiles, never a secret
  check       test a token live and show what it can access
  packages    list every package it can access, by namespace
  explain     show the cause and fix of an error text, offline
  doctor      find and test every credential on this machine
  export      set up Docker, Podman, a cluster, a workflow or a scanner
  token       print a stored token to a pipe or a file
  webhook     check, create or ping webhooks for push events
  reset       undo all changes before an uninstall
  completion  print a completion script for a shell
  help        print this help, a command's, or that of the settings

options:
  --registry HOST    registry (default: ghcr.io)
  --plain            ask line by line instead of showing screens
  --demo [PERSONA]   run against a simulated GitHub: no account, no network,
                     nothing stored
  --demo replay:FILE run against what check --trace FILE recorded
  --serve            with --demo PERSONA: only the simulated GitHub, on this
                     machine, until Ctrl+C
  --debug            after a command: every request on standard error, redacted
  -V, --version      print the version
  -h, --help         print this help; after a command, that command's

settings: theme, times, sort order, keys, plain mode: ghcr-wizard help settings

environment variables:
  GHCR_WIZARD_PROFILE    the profile that Docker and Podman get
  GHCR_WIZARD_REGISTRY_URL, GHCR_WIZARD_API_URL, GHCR_WIZARD_WEB_URL
                         other addresses, for unusual networks
  GHCR_WIZARD_DEBUG      1: as --debug, for the credential helper too
  PYTHON_KEYRING_BACKEND, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, NO_COLOR,
  FORCE_COLOR            as other programs understand them

No telemetry, no update check.
Tokens are read from standard input (--token-stdin), never from arguments.
Exit status: 0 done, 1 refused, 2 wrong usage, 3 not reachable,
4 credential store failed, 130 interrupted.
"""
