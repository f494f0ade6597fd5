"""Symptoms in people's and vendors' words: the tables of "Troubleshooting" that other products print.

HarborGuard, "GitHub Container Registry (GHCR)", and CybeDefend, "GitHub Container Registry". Each is merely possible:
what these pages name as the cause is often not what GitHub answers.
"""

from ghcr_wizard.explain.row import symptom

ROWS = (
    # HarborGuard
    symptom(
        "401 on test",
        "sso-required",
        "token-rejected",
        "scope-read-packages-missing",
        "fine-grained-not-accepted",
        "username-empty",
    ),
    symptom("PAT was created seconds ago", "sso-required", "scope-read-packages-missing"),
    symptom("404s on every package", "sso-required", "scope-read-packages-missing", "package-no-grant"),
    symptom("404 on every package", "sso-required", "scope-read-packages-missing", "package-no-grant"),
    symptom(
        "Catalog is empty",
        "scope-read-packages-missing",
        "sso-required",
        "org-listing-empty",
        "sso-partial-results",
        "app-token-cannot-list",
        "catalog-unsupported",
    ),
    symptom("empty for an org", "org-listing-empty", "sso-partial-results", "catalog-unsupported"),
    symptom(
        "Specific image 404s", "package-no-grant", "tag-not-found", "package-not-found", "scope-repo-may-be-needed"
    ),
    symptom("PAT lacks repo scope", "scope-repo-may-be-needed", "package-no-grant"),
    symptom(
        "Push events ignored",
        "webhook-wrong-repository",
        "webhook-event-missing",
        "webhook-missing",
        "webhook-inactive",
        "webhook-deliveries-failing",
    ),
    symptom("Webhook is on the wrong repo", "webhook-wrong-repository"),
    symptom("works once, fails after token rotation", "installation-token-expired"),
    symptom("works once", "installation-token-expired"),
    symptom("fails after token rotation", "installation-token-expired", "token-rejected"),
    symptom("installation token expired", "installation-token-expired"),
    symptom("SSO authorization not granted", "sso-required"),
    symptom(
        "authenticates against the GitHub API but",
        "fine-grained-not-accepted",
        "scope-read-packages-missing",
        "token-not-exchanged",
        "username-empty",
    ),
    symptom("401s on ghcr.io", "fine-grained-not-accepted", "token-not-exchanged", "username-empty"),
    symptom("Configure SSO", "sso-required"),
    # CybeDefend
    symptom("Verify the PAT has read:packages scope", "scope-read-packages-missing"),
    symptom("Check if the token has expired", "token-rejected", "installation-token-expired", "token-expires-soon"),
    symptom("username matches the token owner", "username-differs"),
    symptom("Verify you have access to the repository", "package-no-grant"),
    symptom("Check package visibility settings", "package-private", "visibility-differs-from-repository"),
    symptom("organization membership for internal packages", "package-no-grant", "package-private"),
    symptom("Private container images are not supported", "package-private"),
    symptom("Private images - Not supported", "package-private"),
    # What users report in their own words
    symptom("github_pat_", "fine-grained-not-accepted"),
    symptom("gone after … reboot", "credential-not-persistent"),
    symptom("lost after … reboot", "credential-not-persistent"),
    symptom("credentials … after … reboot", "credential-not-persistent"),
    symptom("Login Succeeded … denied", "package-no-grant", "app-token-pull-denied", "scope-read-packages-missing"),
    symptom("token … truncated", "token-truncated", "token-checksum-mismatch"),
    symptom("repository is public", "package-private", "visibility-differs-from-repository"),
    symptom("ImagePullBackOff", "package-private", "package-not-found", "tag-not-found", "token-rejected"),
    symptom("ErrImagePull", "package-private", "package-not-found", "tag-not-found", "token-rejected"),
    symptom("ghcr.io … 401", "package-private", "token-not-exchanged", "token-rejected"),
    symptom("ghcr.io … 403", "package-no-grant", "package-not-found", "token-rejected", "scope-read-packages-missing"),
    symptom("ghcr.io … 404", "tag-not-found", "package-not-found"),
    symptom("^401 Unauthorized", "package-private", "token-rejected", "token-not-exchanged"),
    symptom("^403 Forbidden", "package-no-grant", "package-not-found", "token-rejected", "scope-read-packages-missing"),
)
