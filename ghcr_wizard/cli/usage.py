"""What `ghcr-wizard --help` prints; written out, so that it is there before anything is imported."""

HELP = """\
usage: ghcr-wizard [--registry HOST]
       ghcr-wizard --demo [PERSONA | replay:FILE] [--serve]
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
  webhook     push events: do they arrive, why not, set them up

options:
  --registry HOST    the registry to begin with (default: ghcr.io)
  --demo [PERSONA]   the same program against a simulated GitHub: no account,
                     no network, nothing stored
  --demo replay:FILE the same program against what check --trace FILE recorded
  --serve            with --demo PERSONA: only the simulated GitHub, on this
                     computer, until interrupted
  --debug            after a command: every request on standard error, redacted
  --version          print the version
  --help             print this help; after a command, that command's

A token is never taken from the command line: pipe it in with --token-stdin.
Exit status: 0 done, 1 refused, 2 wrong usage, 3 not reachable,
4 credential store failed, 130 interrupted.
"""
