"""What `ghcr-wizard --help` prints; written out, so that it is there before anything is imported."""

HELP = """\
usage: ghcr-wizard [--registry HOST]
       ghcr-wizard --demo [PERSONA] [--serve]
       ghcr-wizard COMMAND [OPTION ...]

Gets you a GitHub Container Registry token with the right scopes, keeps it in
your keyring, proves that it works, and shows what it can see. Without a
command it starts the wizard.

commands:
  login       store a credential without the wizard
  logout      remove a profile and its secret
  profiles    list the profiles, never a secret
  check       test a token live and say what it grants
  packages    list what it can see, by namespace
  explain     an error text to its cause and fix, offline
  doctor      find every credential here, test each, say which one wins
  export      let Docker, Podman and others use a credential
  token       print a stored token to a pipe or a file
  webhook     push events: do they arrive, why not, set them up
  reset       take everything back before an uninstall
  completion  print a completion script for a shell
  help        print this help, or a command's

options:
  --registry HOST    the registry to begin with (default: ghcr.io)
  --demo [PERSONA]   the same program against a simulated GitHub: no account,
                     no network, nothing stored
  --serve            with --demo PERSONA: only the simulated GitHub, on this
                     computer, until interrupted
  -V, --version      print the version
  -h, --help         print this help; after a command, that command's

environment variables:
  GHCR_WIZARD_PROFILE    the profile that Docker and Podman get
  GHCR_WIZARD_REGISTRY_URL, GHCR_WIZARD_API_URL, GHCR_WIZARD_WEB_URL
                         other addresses, for unusual networks
  PYTHON_KEYRING_BACKEND, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, NO_COLOR
                         as other programs understand them

No telemetry, no update check.
A token is never taken from the command line: pipe it in with --token-stdin.
Exit status: 0 done, 1 refused, 2 wrong usage, 3 not reachable,
4 credential store failed, 130 interrupted.
"""
