"""A Kubernetes pull secret for the registry.

Kubernetes documentation: "Pull an Image from a Private Registry" (the secret's type and key), "Add ImagePullSecrets to
a service account" (the patch), the API reference of ServiceAccount v1 (`imagePullSecrets` is an atomic list).
"""

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.docker_config import KEY
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

NAMESPACE = "default"


def secret_name(registry: str) -> str:
    """The secret's name: the registry's with dashes, a valid DNS subdomain name like the host itself."""
    return f"{registry.lower().replace('.', '-')}-pull"


def pull_secret(registry: str, username: str, namespace: str) -> Text:
    """The manifest of the secret.

    Args:
        registry: The registry's host.
        username: The user name that goes with the token.
        namespace: Where it is to be.
    """
    head = (
        "apiVersion: v1\n"
        "kind: Secret\n"
        "metadata:\n"
        f"  name: {secret_name(registry)}\n"
        f"  namespace: {namespace}\n"
        "type: kubernetes.io/dockerconfigjson\n"
        "data:\n"
        f"  {KEY}: "
    )
    return head, Slot(Form.DOCKER_CONFIG, registry, username), "\n"


def patch_command(name: str) -> str:
    """The command that lets every pod of the namespace's default service account use the secret."""
    patch = f'{{"imagePullSecrets": [{{"name": "{name}"}}]}}'
    return f"kubectl patch serviceaccount default --namespace {NAMESPACE} --patch '{patch}'"


def build(source: ExportSource) -> Export:
    """The export to Kubernetes."""
    name = secret_name(source.registry)
    file_name = f"{name}.yaml"
    return Export(
        ExportTarget.KUBERNETES,
        "Kubernetes",
        f"A pull secret named {name}: with it, kubelet pulls private images of {source.registry}.",
        (_head(source.registry, name), *pull_secret(source.registry, source.username, NAMESPACE)),
        (),
        (*of_token(source, "pods that start later cannot pull"), *_CAVEATS),
        (
            Step("Apply it:", source.applying(ExportTarget.KUBERNETES, file_name)),
            Step("Add it to the default service account (replaces existing imagePullSecrets):", patch_command(name)),
            Step("Or reference it in a pod spec:", f"imagePullSecrets: [{{name: {name}}}]"),
        ),
        Proof.DOCKER_CONFIG,
        file_name=file_name,
    )


_CAVEATS = (
    Caveat(
        f"A pull secret works only for pods in its own namespace. This one is for “{NAMESPACE}”: for another, "
        "change metadata.namespace; for several, apply it once in each."
    ),
    Caveat(
        "The patch replaces the service account's list of pull secrets. If it has some already, name them too: "
        f"kubectl get serviceaccount default --namespace {NAMESPACE} --output yaml shows them."
    ),
    Caveat("A new token does not reach the cluster automatically: after renewing one, export and apply again."),
    Caveat("Base64 is not encryption: do not commit the file; use SOPS, Sealed Secrets or External Secrets for that."),
)


def _head(registry: str, name: str) -> str:
    return (
        f"# Pull secret for {registry}, {MARKER}.\n"
        "# Works only for pods in the same namespace; change metadata.namespace for others.\n"
        "# Then add it to the default service account:\n"
        f"#   {patch_command(name)}\n"
    )
