"""A pull secret for Flux, and the three kinds of objects that name it.

Flux documentation: `flux create secret oci` makes a secret of type `kubernetes.io/dockerconfigjson`; `OCIRepository`,
`HelmRepository` (`type: oci`) and `ImageRepository` take it as `spec.secretRef`, from their own namespace.
"""

import re

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import MARKER, Caveat, Export, ExportSource, ExportTarget, Proof, Step
from ghcr_wizard.exports.kubernetes import pull_secret, secret_name
from ghcr_wizard.github.references import image

NAMESPACE = "flux-system"
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 63


def build(source: ExportSource) -> Export:
    """The export to Flux."""
    name = secret_name(source.registry)
    file_name = f"{name}-flux.yaml"
    document = (
        f"# Pull secret of Flux for {source.registry}, {MARKER}.\n",
        *pull_secret(source.registry, source.username, NAMESPACE),
        _usage(source, name),
    )
    return Export(
        ExportTarget.FLUX,
        "Flux",
        f"A secret named {name} in {NAMESPACE}, with which Flux reads artifacts, charts and tags.",
        document,
        (),
        (*of_token(source, "Flux stops seeing new versions"), *_CAVEATS),
        (
            Step("Apply it:", source.applying(ExportTarget.FLUX, file_name)),
            Step("Reference it (see the commented examples at its end):", f"secretRef: {{name: {name}}}"),
        ),
        Proof.DOCKER_CONFIG,
        file_name=file_name,
    )


_CAVEATS = (
    Caveat(f"Flux reads the secret from the namespace of the object that names it; this one is in “{NAMESPACE}”."),
    Caveat(
        "It lets Flux's controllers read. The pods they deploy pull with a pull secret of their own namespace: "
        "ghcr-wizard export kubernetes makes that one."
    ),
    Caveat("The versions of the objects are those of Flux 2.7; before it, ImageRepository was v1beta2."),
    Caveat("Base64 is not encryption: encrypt the secret with SOPS before it goes into the Git repository Flux reads."),
)


def _usage(source: ExportSource, name: str) -> str:
    """The objects that use the secret, as comments: applying the document creates nothing but the secret."""
    owner, package = _example(source)
    objects = (
        _object("source.toolkit.fluxcd.io/v1", "OCIRepository", package, f"url: oci://{owner}/{package}", name),
        _object("source.toolkit.fluxcd.io/v1", "HelmRepository", "charts", f"type: oci\n  url: oci://{owner}", name),
        _object("image.toolkit.fluxcd.io/v1", "ImageRepository", package, f"image: {owner}/{package}", name),
    )
    lines = "".join(f"---\n{each}" for each in objects).splitlines()
    head = "# Examples: uncomment and adapt what you need.\n"
    return head + "".join(f"# {line}\n" for line in lines)


def _example(source: ExportSource) -> tuple[str, str]:
    """A package to show the objects with: a private one that was seen, else a placeholder; as registry/owner, name."""
    found = next((row for row in source.packages if row.proves), next(iter(source.packages), None))
    if found is None:
        return f"{source.registry}/owner", "name"
    whole = image(source.registry, found.owner, found.name)
    prefix = whole[: -len(found.name) - 1]
    return prefix, found.name.lower()


def _object(version: str, kind: str, package: str, place: str, secret: str) -> str:
    name = _NOT_A_NAME.sub("-", package).strip("-")[:_LONGEST_NAME].rstrip("-") or "package"
    return (
        f"apiVersion: {version}\n"
        f"kind: {kind}\n"
        "metadata:\n"
        f"  name: {name}\n"
        f"  namespace: {NAMESPACE}\n"
        "spec:\n"
        "  interval: 1h\n"
        f"  {place}\n"
        "  secretRef:\n"
        f"    name: {secret}\n"
    )
