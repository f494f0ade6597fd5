"""Indexes and their platforms: a tag that is there, without the image that is wanted."""

from ghcr_wizard.explain.row import certain, likely, possible, row, rows, symptom
from ghcr_wizard.explain.rows import advice

ROWS = (
    *rows(
        (
            "no matching manifest for {platform} in the manifest list entries",
            "no matching manifest for {platform}",
            "no image found in manifest list for architecture",
            "no image found in image index for architecture",
            "no child with platform {platform} in index",
            "no match for platform in manifest",
            "does not match the specified platform: wanted {platform}",
            "was found but does not match the specified platform",
            "was found but its platform … does not match",
            "does not provide the specified platform",
            "no image found for platform {platform}",
            "no manifest found for platform {platform}",
            "could not find platform … {platform}",
            "Could not find a manifest … platform",
            "image operating system '{word}' cannot be used on this platform",
            "failed to find manifest for platform",
            "does not support the current platform",
            "unsupported: 'platform {platform}'",
            "manifest list … does not contain … platform",
        ),
        certain("platform-missing"),
    ),
    *rows(
        (
            "no matching manifest",
            "platform {platform} not found",
            "cannot be used on this platform",
            "no suitable platform",
            "no matching platform",
        ),
        likely("platform-missing"),
    ),
    row("no unpack platforms defined", likely("platform-missing")),
    row(
        "platform ({platform}) does not match the",
        likely("platform-missing", advice=advice.WRONG_MACHINE),
    ),
    *rows(
        ("exec user process caused: exec format error", "exec … exec format error", ": exec format error"),
        likely("platform-missing", advice=advice.WRONG_MACHINE),
        without="docker-credential",
    ),
    *rows(
        (
            "/manifests/{digest} not found: not found",
            "content at … {digest} not found",
            "reading manifest {digest} in … manifest unknown",
            "determining manifest MIME type … reading manifest {digest} … manifest unknown",
            "/manifests/{digest}: MANIFEST_UNKNOWN",
            "/manifests/{digest}: … 404",
            "@{digest}: not found",
            "@{digest} … manifest unknown",
            "@{digest} not found: manifest unknown",
            "copying … image from manifest list … manifest unknown",
            "Error reading manifest {digest}",
            "index … references … not found",
            "index references missing",
        ),
        likely("index-incomplete"),
        possible("tag-not-found"),
    ),
    row("/manifests/sha256:… not found", likely("index-incomplete"), possible("tag-not-found")),
    symptom("after … cleanup … untagged", "index-incomplete"),
    symptom("deleted … untagged", "index-incomplete"),
    symptom("delete-only-untagged-versions", "index-incomplete"),
    row(
        "no such manifest: {given}", likely("tag-not-found"), possible("index-incomplete"), possible("package-private")
    ),
    row("blob … not found in ghcr.io", possible("index-incomplete"), possible("push-transient")),
)
