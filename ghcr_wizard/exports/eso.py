"""A generator for External Secrets: a GitHub App's token, made anew before each hour is over, as a pull secret.

External Secrets documentation, "GitHub" generator (GithubAccessToken, `generators.external-secrets.io/v1alpha1`) and
"Templates" (`kubernetes.io/dockerconfigjson`). Whether GHCR lets an App's token pull depends on the package: it is
wanted by some and said not to be possible by others, so only a token of this App that has just read one says it.
"""

import json

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import (
    MARKER,
    Caveat,
    Export,
    ExportSource,
    ExportTarget,
    Field,
    Proof,
    Slot,
    Step,
)
from ghcr_wizard.exports.kubernetes import NAMESPACE, secret_name

KEY_SECRET = "github-app-key"  # noqa: S105 - a secret's name
_GENERATOR = "ghcr-token"


def build(source: ExportSource) -> Export:
    """The export to External Secrets."""
    name = secret_name(source.registry)
    return Export(
        ExportTarget.ESO,
        "External Secrets",
        f"A generator of this App's tokens, and the pull secret {name} made of them every 30 minutes.",
        (_document(source, name),),
        (
            Field("username", (source.username,), "what the registry gets in the test of this token"),
            Field("token", (Slot(),), "no part of the document: External Secrets generates its own"),
        ),
        (*of_token(source, "nothing happens here: External Secrets generates the next one"), *_CAVEATS),
        (
            Step(
                "Put the App's private key into the cluster first:",
                f"kubectl create secret generic {KEY_SECRET} --namespace {NAMESPACE} --from-file=key=private-key.pem",
            ),
            Step("Apply it:", source.applying(ExportTarget.ESO, f"{name}-eso.yaml")),
            Step("Name it in a pod's spec:", f"imagePullSecrets: [{{name: {name}}}]"),
        ),
        Proof.FIELD,
        ("username", "token"),
        f"{name}-eso.yaml",
    )


def _document(source: ExportSource, name: str) -> str:
    app, installation = source.app or ("APP_ID", "INSTALLATION_ID")
    api = "" if source.web_url == "https://github.com" else f"  url: {_api(source.web_url)}\n"
    # Quotes of the template would be escaped as JSON's, which text/template does not read: its raw strings need none.
    config = json.dumps(
        {"auths": {source.registry: {"auth": f"{{{{ printf `{source.username}:%s` .token | b64enc }}}}"}}}
    )
    return (
        f"# Pull secret for {source.registry} by External Secrets, {MARKER}.\n"
        "apiVersion: generators.external-secrets.io/v1alpha1\n"
        "kind: GithubAccessToken\n"
        "metadata:\n"
        f"  name: {_GENERATOR}\n"
        f"  namespace: {NAMESPACE}\n"
        "spec:\n"
        f"  appID: {json.dumps(app)}\n"
        f"  installID: {json.dumps(str(installation))}\n"
        f"{api}"
        "  permissions:\n"
        "    packages: read\n"
        "    metadata: read\n"
        "  auth:\n"
        "    privateKey:\n"
        "      secretRef:\n"
        f"        name: {KEY_SECRET}\n"
        "        key: key\n"
        "---\n"
        "apiVersion: external-secrets.io/v1\n"
        "kind: ExternalSecret\n"
        "metadata:\n"
        f"  name: {name}\n"
        f"  namespace: {NAMESPACE}\n"
        "spec:\n"
        "  refreshInterval: 30m\n"
        "  target:\n"
        f"    name: {name}\n"
        "    template:\n"
        "      type: kubernetes.io/dockerconfigjson\n"
        "      data:\n"
        "        .dockerconfigjson: >-\n"
        f"          {config}\n"
        "  dataFrom:\n"
        "    - sourceRef:\n"
        "        generatorRef:\n"
        "          apiVersion: generators.external-secrets.io/v1alpha1\n"
        "          kind: GithubAccessToken\n"
        f"          name: {_GENERATOR}\n"
    )


def _api(web_url: str) -> str:
    """Where External Secrets reaches the API: on GHE.com at `api.`, on an Enterprise Server below `/api/v3`."""
    host = web_url.removeprefix("https://")
    return f"https://api.{host}" if host.endswith(".ghe.com") else f"{web_url}/api/v3"


_CAVEATS = (
    Caveat(
        "An App's token reads a package only where the package grants it: through the repository it is linked to, or "
        "under Manage access. What was tested here is one package; test the others with ghcr-wizard check --package."
    ),
    Caveat("External Secrets 0.16 or later; before it, ExternalSecret was external-secrets.io/v1beta1."),
    Caveat("The private key in the cluster can do whatever the App may: keep the App to Packages and Metadata."),
)
