"""What to say of a cause where the situation is known: sentences that several rows share."""

from ghcr_wizard.explain.row import Advice

_LOGIN_STEP = (
    "in a workflow: docker/login-action in the same job, with registry ghcr.io, username ${{{{ github.actor }}}} and "
    "password ${{{{ secrets.GITHUB_TOKEN }}}}"
)

# Credentials
LOG_IN = Advice(
    cause="The program had no credential for the registry: no login was made there, in this job, as this user.",
    fix=f"Log in first: `docker login ghcr.io` or the program's own login ({_LOGIN_STEP}).",
)
NOTHING_GIVEN = Advice(
    cause="The user name or the password was empty, so no login was attempted.",
    fix=(
        "Pipe the token in: `… | docker login ghcr.io -u NAME --password-stdin`. In a workflow look whether the "
        "secret is there for this run: forks and Dependabot get none."
    ),
)
PULL_SECRET = Advice(
    cause="The cluster has no such pull secret in the pod's namespace, so it pulls without a credential.",
    fix=(
        "Create it in that namespace: `ghcr-wizard export kubernetes`, and name it in the pod's imagePullSecrets or in "
        "its service account."
    ),
)
TWO_REGISTRIES = Advice(
    cause="The name says docker.io and then ghcr.io, so Docker Hub was asked, not GitHub's registry.",
    fix=(
        "Write the name as ghcr.io/OWNER/NAME; if a program puts docker.io before it, update it or look at its "
        "settings."
    ),
    unnamed=True,
)
CHALLENGE = Advice(
    cause=(
        "This alone is not an error: it is the registry's ordinary challenge to every first request, also for "
        "public packages."
    ),
    fix="Look for what follows it in the log, or try with a client, which answers it: `docker pull …`.",
)
BARE_REQUEST = Advice(
    cause=(
        "This alone is not an error: the registry answers every request without a token like this, also for "
        "public packages, as in a browser. If a client says it too, {subject} is private or internal."
    ),
    fix="Try with a client, which fetches a token first: `docker pull ghcr.io/OWNER/NAME`.",
)
LOGIN_PING = Advice(
    fix=(
        "Log out (`docker logout ghcr.io`, or the program's own logout) and use public packages without a credential, "
        "or log in with a new token."
    ),
    unnamed=True,
)
RENEW = Advice(
    fix=(
        "If the package is public, log out (`docker logout ghcr.io`, for Helm `helm registry logout ghcr.io`): it "
        "needs no login. Else create a new token and log in with it."
    ),
)
STALE = Advice(
    fix="Remove it (`docker logout ghcr.io`, for Helm `helm registry logout ghcr.io`) or log in with a new token.",
)
EMPTY_NAME = Advice(
    cause=(
        "The client asked for a token in the form that ghcr.io refuses (405), which it does only where the credential "
        "has no user name."
    ),
    fix="Log in again with a user name: any that is not empty will do, your GitHub login for example.",
)
UPDATER = Advice(
    cause="No credential reached the program, and {subject} is not public.",
    fix=(
        "Give the program the registry's credential in its own settings (a pull secret, its registries file, or a "
        "mounted config.json with a plain entry: it cannot ask a keyring), or make the package public."
    ),
)

OTHER_HOST = Advice(
    cause="The credential may be one of another GitHub host: each accepts only its own.",
    fix="For ghcr.io create the token on github.com; for Enterprise Server and GHE.com create it there.",
)

# Clients
HELM_PLACEHOLDER = Advice(
    fix=(
        "Update Helm to 3.13.1 or newer (the program that contains it, likewise), or log in: “helm "
        "registry login ghcr.io”."
    ),
    facts={
        "client": "Helm 3.13.0, or a program that contains it,",
        "said": "it also asks for the placeholder name of the registry's challenge, which is refused",
    },
    unnamed=True,
)
PLACEHOLDER = Advice(
    fix="Update the program, or log in (`docker login ghcr.io`, or its own login): any valid token of GitHub will do.",
    facts={
        "client": "The program that asks",
        "said": "without a login it asks for the placeholder name of the registry's challenge, which is no package",
    },
    unnamed=True,
)
NERDCTL_LOGIN = Advice(
    fix="Update nerdctl to 0.16.1 or newer (Rancher Desktop, Lima or Finch contain it).",
    facts={"client": "This nerdctl", "said": "its login asks ghcr.io at a wrong address"},
)
DOCKER_API_OLD = Advice(
    facts={
        "client": "A program that talks to Docker",
        "said": "the engine no longer speaks so old a version of its API",
    },
    fix=(
        "Update that program (Watchtower, Portainer, Traefik, docker itself …). Until then, allow the old version in "
        "the engine: DOCKER_MIN_API_VERSION=1.24 in its environment."
    ),
)
DOCKER_API_NEW = Advice(
    facts={"client": "The Docker engine", "said": "it is older than the program that talks to it"},
    fix="Update the engine, or set DOCKER_API_VERSION to the version that it names.",
)
OLD_FORMAT = Advice(
    facts={"client": "The program that pulls", "said": "it does not know the image's format (OCI, an index, or zstd)"},
    fix="Update the program; or have the image pushed in another format (for buildx: `oci-mediatypes=false`).",
)
OLD_ENGINE = Advice(
    facts={
        "client": "This Docker, of 2017 or older,",
        "said": "it asks in a protocol that the registry never had, and hides what was answered before",
    },
    fix="Update Docker; or look at the answer itself with another client, for example `skopeo inspect`.",
)
SCHEMA_ONE = Advice(
    facts={
        "client": "The program that pushed the image",
        "said": "it wrote manifests of schema 1, which clients refuse now",
    },
    fix="Have the image pushed again by a newer client.",
)
NO_ATTESTATIONS = Advice(
    cause="The client asks for one image where the tag holds an index, or for a format that it does not name.",
    fix=(
        "Update the client so that it accepts indexes and OCI manifests. Its owner can push without attestations: "
        "`provenance: false` in docker/build-push-action."
    ),
)

SYNOLOGY = Advice(
    cause="The dialogs of Synology's Docker package and Container Manager cannot speak to ghcr.io; its engine can.",
    fix="Fetch the image on the command line (SSH or a task): `sudo docker pull ghcr.io/OWNER/NAME`.",
)

# Helpers and keychains
HELPER_LEFT = Advice(
    cause="A credential helper is named in the client's configuration, and it is not installed or does not answer.",
    fix=(
        "Remove `credsStore` (or its line in `credHelpers`) from ~/.docker/config.json and log in again: a removed "
        "program leaves its entry there. Or install the helper, or use `ghcr-wizard export docker`."
    ),
)
HELPER_LIBRARY = Advice(
    cause="The credential helper does not start: a library that it needs is not installed.",
    fix=(
        "Install the library (on Debian and Ubuntu `sudo apt install libsecret-1-0`, on Fedora "
        "libsecret), or use another store."
    ),
)
HELPER_OF_WINDOWS = Advice(
    cause="The configuration names a helper of Windows ({helper}), which this Linux cannot run.",
    fix=(
        "In WSL: remove `credsStore` from ~/.docker/config.json, or turn Docker Desktop's WSL integration on "
        "(and interop: `wsl --shutdown`, then start again); then log in again."
    ),
)
HELPER_FAILED = Advice(
    cause="The client's credential helper failed, and did not say why.",
    fix=(
        "Ask it yourself: `echo ghcr.io | docker-credential-NAME get` (NAME is in `credsStore` of "
        "~/.docker/config.json). Fix it, or remove that entry and log in again."
    ),
)
MAC_LOCKED = Advice(
    cause="The login keychain is locked in this session, as over SSH or in a runner: {said}.",
    fix=(
        "Unlock it: `security unlock-keychain ~/Library/Keychains/login.keychain-db`, then try again. "
        "On a machine without a desktop, remove `credsStore` from ~/.docker/config.json."
    ),
)
MAC_NOT_FOUND = Advice(
    cause="The keychain has no such item ({said}).",
    fix="Log in again (`docker login ghcr.io`); if it keeps failing, look for “ghcr.io” in Keychain Access.",
)
MAC_EXISTS = Advice(
    cause="The keychain has such an item already, of another program, and does not let it be replaced: {said}.",
    fix="Delete “ghcr.io” in Keychain Access (or `security delete-internet-password -s ghcr.io`), then log in again.",
)
WINDOWS_LOCKED = Advice(
    cause="Windows gives this session no access to its Credential Manager, as over SSH or in a service: {said}.",
    fix="Log in at the desktop or by Remote Desktop; or remove `credsStore` from the file .docker/config.json.",
)
GPG_LOCKED = Advice(
    cause="The store “pass” could not decrypt: GPG has no key here, or cannot ask for its passphrase ({said}).",
    fix=(
        "Unlock it once: `export GPG_TTY=$(tty)`, then `pass show` of any entry; install a pinentry for terminals "
        "(pinentry-curses). Without a terminal, use another store."
    ),
)
GPG_NO_KEY = Advice(
    cause="The store “pass” could not encrypt: GPG does not know or trust the key it was set up for ({said}).",
    fix="Look at `gpg --list-secret-keys`, then set the store up for one of yours: `pass init KEY-ID`; log in again.",
)
PASS_NOT_READY = Advice(
    cause="The store “pass” is not set up: {said}.",
    fix=(
        "Create a key (`gpg --full-generate-key`), set the store up with `pass init KEY-ID`, then log in again; "
        "or remove `credsStore` from ~/.docker/config.json."
    ),
)
NO_DESKTOP = Advice(
    fix=(
        "On a machine without a desktop remove `credsStore` from ~/.docker/config.json, or use the store “pass” or "
        "`ghcr-wizard export docker`. With one: install gnome-keyring or KWallet and start it with D-Bus."
    ),
)
NO_COLLECTION = Advice(
    cause="The keyring has no collection to store in: {said}.",
    fix="Create one: open “Passwords and Keys” (seahorse), add a keyring called Login and make it the default.",
)
LINUX_LOCKED = Advice(
    fix=(
        "Unlock it: log in to the desktop, or run `gnome-keyring-daemon --unlock`; over SSH use another store (“pass”)."
    ),
)
NO_HELPER_ENTRY = Advice(
    cause="The credential store was asked and has nothing for this registry.",
    fix="Log in: `docker login ghcr.io`. For public packages nothing is needed: remove the registry's entry.",
)
CONFIG_UNREADABLE = Advice(
    cause="The client may not read or write the file in which it keeps credentials.",
    fix=(
        "Give the file back to its owner (`sudo chown -R $USER ~/.docker`), do not mix sudo and your own user; "
        "or name another folder in DOCKER_CONFIG."
    ),
)
AUTHFILE = Advice(
    cause=(
        "The client may not read the file in which it looks for credentials: it is another user's, or was never there."
    ),
    fix=(
        "Name a file of your own: `--authfile ~/.config/containers/auth.json`, or REGISTRY_AUTH_FILE; "
        "then log in there."
    ),
)

NO_SERVER_NAME = Advice(
    cause="The credential helper was asked about no registry: its name is empty in the client's file, or got lost.",
    fix=(
        "Look for an empty name in `auths` and `credHelpers` of ~/.docker/config.json and remove it; else remove "
        "`credsStore` there and log in again, or update Docker Desktop."
    ),
)
EMPTY_ENTRY = Advice(
    cause="The client's file may have an entry for the registry with nothing in it: it sends an empty password then.",
    fix=(
        "Look into ~/.docker/config.json: an empty entry for ghcr.io is right beside `credsStore` only. Else run "
        "`docker logout ghcr.io`, and log in again if the package needs it."
    ),
)

# Actions
NESTED = Advice(
    cause="A called workflow asks for a permission on packages that its caller does not grant.",
    fix=(
        "Add `permissions: packages: write` (and contents: read) to the calling job or workflow: it "
        "cannot be widened below."
    ),
)
NESTED_OTHER = Advice(
    cause="A called workflow asks for a permission that its caller does not grant.",
    fix="Add to the calling job or workflow the `permissions:` that the message names: they cannot be widened below.",
)
DELETES = Advice(
    cause="The workflow's token may not delete this package's versions.",
    fix=(
        "On the package's page: Package settings, Manage Actions access, give the repository the role Admin; and grant "
        "the job `permissions: packages: write`. Or use a classic token with delete:packages."
    ),
)
VERSION_GONE = Advice(
    cause="The version is not there any more: it was deleted before, alone or with the index it belongs to.",
    fix=(
        "Run the clean-up again. If it stays, look whether the token may delete: the role Admin in the package's "
        "Manage Actions access, or a classic token with delete:packages."
    ),
)
SCOPE_DELETE = Advice(
    cause="The token lacks the scope delete:packages.",
    fix=(
        "Create a classic token with delete:packages and read:packages; for gh's token run `gh auth refresh "
        "-h github.com -s delete:packages,read:packages`."
    ),
)
SCOPE_WRITE = Advice(
    cause="The token lacks the scope write:packages.",
    fix=(
        "Create a classic token with write:packages; for gh's token run `gh auth refresh -h github.com "
        "-s write:packages`."
    ),
)
LAST_VERSION = Advice(
    cause="The last version of a package cannot be deleted alone.",
    fix="Delete the whole package, on its page: Package settings, Delete this package.",
)
MANY_PULLS = Advice(
    cause="GitHub deletes no public version that was downloaded more than 5,000 times.",
    fix="Leave it, or ask GitHub's support.",
)
READS_BY_NAME = Advice(
    cause="The workflow's token may not read this package through the API.",
    fix=(
        "Grant the job `permissions: packages: read`, and give the repository a role in the package's Manage Actions "
        "access. Listing needs a personal token."
    ),
)
ATTESTS = Advice(
    cause="The workflow's token may not store the attestation: the job lacks a permission.",
    fix="Grant the job `permissions: id-token: write, attestations: write, packages: write, contents: read`.",
)
APP_WRITES = Advice(
    cause=(
        "This token of a GitHub App (a workflow's GITHUB_TOKEN is one too) may not write the organization's package."
    ),
    fix=(
        "In a workflow use GITHUB_TOKEN with `permissions: packages: write`, and give the repository Write in the "
        "package's Manage Actions access. Another App's token is refused even so: use a classic token there."
    ),
)
JOB_LOGIN = Advice(
    cause="The runner's own login for a container of the job was refused.",
    fix=(
        "Run the job again: an incident at GitHub does the same. If it stays, look at the container's `credentials:` "
        "in the workflow; without them the runner uses the workflow's own token."
    ),
)
PERMISSION_LISTED_WITHOUT = Advice(
    cause=(
        "The workflow's token may not use packages: the log lists its permissions, and “Packages: "
        "write” is not among them."
    ),
)

# Pushes
WRITE_BY_STATUS = Advice(
    fix=(
        "Look for write access: the scope write:packages, in a workflow `permissions: packages: write`, and the role "
        "Write on the package (Package settings, Manage access or Manage Actions access)."
    ),
)
BROKEN_UPLOAD = Advice(
    cause="The upload broke off on the way: {said}.",
    fix=(
        "Push again: layers that have arrived are not sent again. If it keeps failing, make the layers smaller "
        "(the registry takes 10 GB a layer, 10 minutes an upload), update BuildKit, or push fewer at once."
    ),
)
LARGE_CHUNK = Advice(
    cause="The client sends a layer in pieces, and a piece is larger than the registry takes in one request.",
    fix=(
        "Update the client or set smaller pieces (`regctl registry set --blob-chunk`); docker, oras and crane can "
        "send the layer too."
    ),
)

# Images
GONE_PLATFORM = Advice(
    fix=(
        "If the package's page shows the tag, it is this: its index is there, its platforms (untagged "
        "versions) are not. "
        "The owner pushes again and cleans up with a program that knows indexes."
    ),
)
MANIFEST_GONE = Advice(
    cause="{subject} may have the tag, but the manifest it leads to is gone, or was never there.",
    fix=(
        "Look at the package's page: without the tag, it is a wrong name. With it, a clean-up deleted the untagged "
        "versions that are its platforms: the owner pushes again."
    ),
)
NO_SUCH_DIGEST = Advice(
    cause="{subject} has nothing of that digest: it is the digest of another name or registry, or was not pushed yet.",
    fix=(
        "Look which image the digest is of: with several registries in one build, give the name that was pushed to "
        "this one; then sign or attest after the push."
    ),
)
DIGEST_AS_TAG = Advice(
    cause="A digest stands where a tag belongs: it follows the name after @, a tag after a colon.",
    fix="Write OWNER/NAME@sha256:…, or have the program updated that joins them.",
)
CHART_IN_ADDRESS = Advice(
    cause="The registry does not take a push at that address: the name has a part too many, a tag or the chart's name.",
    fix="Write `helm push CHART.tgz oci://ghcr.io/OWNER`: Helm adds the chart's name and version itself.",
)
WRONG_MACHINE = Advice(
    cause="A program of another platform was started: the image, or a part of it, is not built for this machine.",
)

NOT_SIGNED = Advice(
    cause="The image has no signature or attestation of that kind: the tag that would hold it is not there.",
    fix="Look for a signature at `cosign tree IMAGE`; if there is none, its owner has not signed this version.",
)
OLD_FORMULA = Advice(
    cause="Homebrew asks for a bottle that is not there, or not any more: its list of formulae is probably old.",
    fix="Run `brew update`, then try again; if it keeps failing, look at GitHub's status page.",
)

# The network
CLOCK_BEHIND = Advice(
    cause="The clock of this machine is behind: by it, the server's certificate is not valid yet.",
)
CLOCK_AHEAD = Advice(
    cause="By the clock of this machine the server's certificate has expired: the clock may be ahead.",
    fix="Look at the date (`date`); turn on network time, then try again.",
)
SIX_BROKEN = Advice(
    cause="An IPv6 address was used, and this machine has no working IPv6 connection ({said}).",
    fix="Repair IPv6 or turn it off for the engine, so that IPv4 is used.",
)
NOT_THE_REGISTRY = Advice(
    cause=(
        "The answer is not the registry's own ({said}): a proxy, a mirror, a firewall or a login page of the network "
        "answered in its place."
    ),
    fix="Look at the proxy and mirror settings, and at what `curl -i https://ghcr.io/v2/` shows on the same machine.",
)
SOME_PROXY = Advice(
    cause=(
        "The connection was cut on the way before an answer came: by the network, a proxy, a firewall or the server."
    ),
    fix=(
        "Try again; then look at the network, the proxy settings of the engine (not only the shell's: HTTPS_PROXY, "
        "NO_PROXY), its name server, and GitHub's status page."
    ),
)
THROTTLED = Advice(
    fix="Try again {when}. If it keeps failing, pull less at once, log in, or pull from a mirror of the image.",
)
INCIDENT_FIRST = Advice(
    cause="GitHub's own service failed behind this refusal ({said}): good credentials fail the same way meanwhile.",
    fix="Look at GitHub's status page, and try again later; change no permission and no credential yet.",
)
PUBLIC_BOTTLES = Advice(
    cause="Homebrew's bottles are public, so no account is missing a right: GitHub is probably in trouble.",
    fix="Look at GitHub's status page, and try again later.",
)
BREW_TOKEN = Advice(
    fix="Unset HOMEBREW_GITHUB_PACKAGES_TOKEN and HOMEBREW_DOCKER_REGISTRY_TOKEN, look at proxies, and try again.",
)

# The engine
PODMAN = Advice(
    facts={"client": "Podman"},
    fix="Start it: `podman machine start` (Mac, Windows), `systemctl --user start podman.socket` (Linux).",
)
NO_SOCKET_RIGHT = Advice(
    cause="This user may not talk to Docker's engine: no registry was asked anything.",
    fix="Add yourself to the group: `sudo usermod -aG docker $USER`, then log in again; or use sudo.",
)
APPLE = Advice(facts={"client": "Apple's container"}, fix="Start it: `container system start`.")
DESKTOP = Advice(
    cause="Docker Desktop is not running: no registry was asked anything.",
    fix="Start Docker Desktop and wait until it says that the engine is running, then try again.",
)
