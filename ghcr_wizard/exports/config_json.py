"""A Docker configuration that stands alone: one login, no helper, for what runs where no keyring can be reached.

Docker documentation, "docker login" (`auths`, `auth`); GitLab documentation, "Use statically-defined credentials"
(`DOCKER_AUTH_CONFIG`); kaniko, BuildKit, Tekton, Watchtower and Diun say in their own pages where they read it.
"""

import json

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import Caveat, Export, ExportSource, ExportTarget, Form, Proof, Slot, Step, Text


def auths(registry: str, username: str) -> Text:
    """The configuration with one login.

    Args:
        registry: The registry's host.
        username: The user name that goes with the token.
    """
    head = f'{{\n  "auths": {{\n    {json.dumps(registry)}: {{\n      "auth": "'
    return head, Slot(Form.AUTH, registry, username), '"\n    }\n  }\n}\n'


def build(source: ExportSource) -> Export:
    """The export to a stand-alone config.json."""
    printed = source.printing(ExportTarget.CONFIG_JSON, _FILE)
    written = f"{printed} --output {_FILE}" if source.profile else ""
    return Export(
        ExportTarget.CONFIG_JSON,
        ExportTarget.CONFIG_JSON.label,
        "Docker's configuration with this one login, for containers and CI jobs that reach no keyring.",
        auths(source.registry, source.username),
        (),
        (*of_token(source, "whatever reads the file cannot pull"), *_CAVEATS),
        (
            Step("Write it to a file and mount that:", written),
            Step("Watchtower reads /config.json, Diun and most others /root/.docker/config.json:", _MOUNT),
            Step("kaniko reads /kaniko/.docker/config.json; BuildKit and Tekton the folder that DOCKER_CONFIG names."),
            Step("GitLab CI takes the text as the variable DOCKER_AUTH_CONFIG, masked and protected:", printed),
        ),
        Proof.AUTHS,
        file_name=_FILE,
    )


_FILE = "config.json"
_MOUNT = "docker run --volume ./config.json:/config.json:ro containrrr/watchtower"
_CAVEATS = (
    Caveat("Base64 is not encryption: anyone who can read the file has the token.", serious=True),
    Caveat("Docker itself works better with the credential helper: ghcr-wizard export docker sets that up."),
    Caveat("A single file that is mounted keeps its old content when it is replaced: start the container again."),
)
