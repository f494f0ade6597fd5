"""Helm's own file of logins, `registry/config.json`: a Docker configuration.

Helm documentation, "Use OCI-based registries" (`helm registry login`, `HELM_REGISTRY_CONFIG`).
"""

import shlex

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.config_json import auths
from ghcr_wizard.exports.document import Caveat, Export, ExportSource, ExportTarget, Proof, Step

_FILE = "config.json"


def build(source: ExportSource) -> Export:
    """The export to Helm."""
    return Export(
        ExportTarget.HELM,
        ExportTarget.HELM.label,
        "Helm's own file of logins, with this one login.",
        auths(source.registry, source.username),
        (),
        (*of_token(source, "helm pull is refused"), *_CAVEATS),
        _steps(source),
        Proof.AUTHS,
        file_name=_FILE,
    )


def _steps(source: ExportSource) -> tuple[Step, ...]:
    """Where the file goes; with a stored credential also how Helm writes it."""
    place = '"$(helm env HELM_REGISTRY_CONFIG)"'
    text = "Write it where Helm reads it, if there is no such file yet:"
    if not source.profile:
        return (Step(text, f"install -m 600 {_FILE} {place}"),)
    name = shlex.quote(source.username)
    login = f"helm registry login {source.registry} --username {name} --password-stdin"
    return (
        Step(text, f"{source.printing(ExportTarget.HELM, _FILE)} --output {place}"),
        Step("Or let Helm write its file itself, other logins kept:", f"ghcr-wizard token{source.option} | {login}"),
    )


_CAVEATS = (
    Caveat("The file has this one login: replacing one that is there already loses the others.", serious=True),
    Caveat(
        "Where Helm's file has no login for the registry, Helm takes Docker's: with “ghcr-wizard export docker” this "
        "file is not needed."
    ),
    Caveat("Base64 is not encryption: anyone who can read the file has the token."),
)
