"""What can be said of a text that is not recognized: who speaks, of what, to whom, and what to paste besides."""

import re
from dataclasses import dataclass

from ghcr_wizard.explain.contexts import OTHER_REGISTRY, Context, contexts
from ghcr_wizard.explain.lines import read, without_controls
from ghcr_wizard.explain.requests import Part, requests_of
from ghcr_wizard.explain.template import words_of

_CLIENTS = (
    ("BuildKit", ("buildx", "buildkit", "failed to solve")),
    ("Helm", ("helm", "installation failed")),
    ("Flux", ("flux", "source-controller", "ocirepository")),
    ("Argo CD", ("argocd", "argo cd", "argo-cd")),
    ("Renovate", ("renovate",)),
    ("Watchtower", ("watchtower",)),
    ("kaniko", ("kaniko", "checking push permission")),
    ("skopeo", ("skopeo",)),
    ("Podman", ("podman", "initializing source docker://")),
    ("nerdctl", ("nerdctl",)),
    ("Kubernetes", ("kubelet", "imagepullbackoff", "errimagepull", "kubectl")),
    ("containerd", ("failed to pull and unpack", "containerd")),
    ("crane", ("crane ", "ggcr")),
    ("oras", ("oras ",)),
    ("cosign", ("cosign",)),
    ("Trivy", ("trivy",)),
    ("Homebrew", ("homebrew", "brew ")),
    ("Apple's container", ("containerization-registry-client",)),
    ("a devcontainer", ("devcontainer", "[httpoci]")),
    ("Jib", ("jib-maven", "com.google.cloud.tools.jib", "jib ")),
    ("the .NET SDK", ("container10", "dotnet publish")),
    ("gh", ("gh: ", "gh auth", "gh api")),
    ("curl", ("curl: (", "curl -")),
    ("Docker", ("error response from daemon", "docker ", "docker:")),
    ("GitHub Actions", ("##[", "github actions")),
)
"""Names of programs, with words in lower case that give them away; the more special ones first."""

_OTHER_PACKAGES = re.compile(r"\b(npm|maven|nuget|rubygems)\.pkg\.github\.com\b")
_OF_OTHER_PACKAGES = (
    "GitHub's registry of {kind} packages, another one than ghcr.io. It wants a classic token with read:packages "
    "(write:packages to publish) for public packages too; in a workflow GITHUB_TOKEN with `permissions: packages`"
)
_OF_OTHER_REGISTRY = "{host}, another registry, with its own logins"
_KINDS = {"npm": "npm", "maven": "Maven", "nuget": "NuGet", "rubygems": "RubyGems"}
_UNRELATED = "{what}. No other token or permission helps"
_ELSEWHERE = (
    ("no space left on device", "a full disk on the machine that pulls or builds"),
    ("disk quota exceeded", "a full disk on the machine that pulls or builds"),
    ("pull qps exceeded", "the kubelet's own limit on pulls: it will try again"),
    ("support exporting manifest lists", "a build for several platforms that is not pushed (`--push`)"),
    ("authorization status: 401: authorization failed", "the workflow's cache (type=gha), which is no registry"),
    ("artifact storage quota has been hit", "the storage for workflows' artifacts, which is full"),
    ("version_id parameter must be an integer", "a version named by tag or digest where its number (id) belongs"),
    ("package type must be one of", "a request that does not say package_type=container"),
)
"""What goes wrong beside images and registries, with words in lower case that give it away."""

_PARTS = {
    Part.PING: "saying hello",
    Part.TOKEN: "asking for a token",
    Part.TOKEN_OF_PLACEHOLDER: "asking for a token",
    Part.TOKEN_WITH_PLACEHOLDER: "asking for a token",
    Part.MANIFEST: "asking for a manifest",
    Part.TAGS: "listing tags",
    Part.UPLOAD: "uploading",
    Part.BLOB: "asking for a layer",
    Part.CATALOG: "listing the catalog",
}
_OPERATIONS = (
    ("logging in", (" login", "logging in")),
    ("deleting", ("delete", "deleting")),
    ("pulling", ("pull",)),
    ("building", ("build",)),
)
_HOST = re.compile(
    r"(?<![A-Za-z0-9.@-])(?:https?://)?((?:ghcr\.io|(?:[a-z0-9-]{1,63}\.){1,4}(?:io|com|dev|net|org|ghe\.com)))(?=[/:\"\s]|$)",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?:status|code|error|http|returned)\D{0,12}\b([45][0-9]{2})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text tells of the request that failed; empty where it does not.

    Attributes:
        client: The program.
        operation: What it was doing.
        host: Whom it asked.
        status: The answer's status.
        elsewhere: What it is about and what follows, where that is not GitHub's container registry.
    """

    client: str
    operation: str
    host: str
    status: str
    elsewhere: str = ""

    def __str__(self) -> str:
        known = [self.client, self.operation, self.host, self.status and f"status {self.status}"]
        return ", ".join(part for part in known if part)

    def wanted(self) -> str:
        """What to paste besides: the parts of the story that are missing."""
        missing = [
            words
            for known, words in (
                (self.client, "the command that was run"),
                (self.host, "the line that names the image or the address"),
                (self.status, "the line with the status, or the words after the last colon"),
            )
            if not known
        ]
        return ", ".join(missing) or "the lines around it, down to the last error"


def understood(text: str) -> Understanding:
    """What can be said of a text, whether its error is known or not; no piece of it but a host and a status."""
    readable = read(without_controls(text))
    lowered = readable.lower()
    asked = list(requests_of(readable, lowered))
    refused = next((request for request in asked if request.status), asked[0] if asked else None)
    client = next((name for name, signs in _CLIENTS if any(sign in lowered for sign in signs)), "")
    host = _HOST.search(readable)
    status = _STATUS.search(readable)
    return Understanding(
        client=client,
        operation=_operation(lowered, refused.part if refused else None),
        host=refused.host if refused else host[1].lower() if host else "",
        status=refused.status if refused and refused.status else status[1] if status else "",
        elsewhere=_elsewhere(lowered),
    )


def _elsewhere(lowered: str) -> str:
    for sign, words in _ELSEWHERE:
        if sign in lowered:
            return _UNRELATED.format(what=words)
    other = _OTHER_PACKAGES.search(lowered)
    if other and "ghcr.io" not in lowered:
        return _OF_OTHER_PACKAGES.format(kind=_KINDS[other[1]])
    registry = OTHER_REGISTRY.search(lowered)
    if registry and Context.ELSEWHERE in contexts(lowered, words_of(lowered)):
        return _OF_OTHER_REGISTRY.format(host=registry[0])
    return ""


def _operation(lowered: str, part: Part | None) -> str:
    if part is not None:
        return _PARTS[part]
    if Context.PUSH in contexts(lowered):
        return "pushing"
    return next((words for words, signs in _OPERATIONS if any(sign in lowered for sign in signs)), "")
