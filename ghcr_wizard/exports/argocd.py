"""What Argo CD and its Image Updater take.

Argo CD documentation, "Declarative Setup", Repository Credentials (label `repo-creds`; a Helm registry has
`type: helm`, `enableOCI`, an address without `oci://`, and serves every address that begins with it); Argo CD Image
Updater, "Registries" (`credentials: pullsecret:NAMESPACE/NAME`).
"""

import json

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import (
    MARKER,
    Caveat,
    Export,
    ExportSource,
    ExportTarget,
    Form,
    Proof,
    Slot,
    Step,
    Text,
)
from ghcr_wizard.exports.kubernetes import pull_secret, secret_name

NAMESPACE = "argocd"


def build(source: ExportSource) -> Export:
    """The export to Argo CD."""
    name = secret_name(source.registry)
    file_name = f"{name}-argocd.yaml"
    return Export(
        ExportTarget.ARGOCD,
        ExportTarget.ARGOCD.label,
        f"A template for every chart of {source.registry}, and a pull secret for the Image Updater, in {NAMESPACE}.",
        (*_template(source), "---\n", *pull_secret(source.registry, source.username, NAMESPACE)),
        (),
        (*of_token(source, "Argo CD cannot read charts"), *_CAVEATS),
        (
            Step("Apply it:", source.applying(ExportTarget.ARGOCD, file_name)),
            Step("An Application names the chart:", f"repoURL: {source.registry}/OWNER"),
            Step("The Image Updater's registries.conf names the pull secret:", f"pullsecret:{NAMESPACE}/{name}"),
        ),
        Proof.LINES,
        ("username", "password"),
        file_name,
    )


def _template(source: ExportSource) -> Text:
    head = (
        f"# Credentials of Argo CD for {source.registry}, {MARKER}.\n"
        "apiVersion: v1\n"
        "kind: Secret\n"
        "metadata:\n"
        f"  name: {source.registry.lower().replace('.', '-')}-charts\n"
        f"  namespace: {NAMESPACE}\n"
        "  labels:\n"
        "    argocd.argoproj.io/secret-type: repo-creds\n"
        "stringData:\n"
        "  type: helm\n"
        '  enableOCI: "true"\n'
        f"  url: {source.registry}\n"
        f"  username: {json.dumps(source.username, ensure_ascii=False)}\n"
        '  password: "'
    )
    return head, Slot(Form.QUOTED), '"\n'


_CAVEATS = (
    Caveat("It lets Argo CD read charts. The pods it deploys pull with a pull secret of their own namespace."),
    Caveat("Artifacts that are no charts need Argo CD 3.1: type: oci and an address with oci:// before it."),
    Caveat("Base64 is no encryption: encrypt the secrets before they go into the Git repository Argo CD reads."),
)
