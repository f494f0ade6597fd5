"""What a caller may turn on the simulated GitHub: where the facts are contested, and what can go wrong."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["api", "registry", "web", "blob"]

FaultKind = Literal[
    "status",
    "primary-rate-limit",
    "secondary-rate-limit",
    "html",
    "reset",
    "hang",
    "truncate",
    "oversize",
    "slow",
    "foreign-link",
    "foreign-redirect",
    "foreign-realm",
    "garbage-json",
    "login-lockout",
]


@dataclass(frozen=True, slots=True)
class Switches:
    """Behaviour that observers of GHCR disagree about, or that depends on an account's circumstances.

    Attributes:
        anonymous_private_status: What `/token` answers anonymously for a private package; 403 hides it like an
            absent one.
        catalog: `/v2/_catalog` with a credential: the whole registry, refused, or no such route.
        scope_check_on_public: Whether the registry refuses a token of the wrong kind or scope on public packages.
        sso_registry_status: Status of the registry's refusal for single sign-on (no capture exists).
        sso_registry_message: Its message.
        sso_listing: Whether an organization's listing without single sign-on is refused or silently filtered.
        sso_not_found: Whether the REST refusal for single sign-on is a bare 404 instead of 403 with a header.
        expiry_header: Send this as every token's expiry, whatever it is.
        package_links: Whether lists of packages have a `Link` header; captures have none (octokit/core.js#695).
        package_page_gap: How many entries every page of a list of packages but the first comes short of
            (octokit/octokit.net#2987).
        claimed_last_page: What the `Link` of package lists names as the last page, whatever there is.
        ended_versions: API versions that are past their end: they are answered with 410.
        ending_versions: API versions whose end has been announced in headers.
        expiry_with_offset: Send a token's expiry with a numeric offset (`-0500`) instead of `UTC`.
        omit_repository: Leave `repository` out of packages although they are linked, as GitHub sometimes does.
        upload_cancel_status: What `DELETE` of an open upload answers; 405 is recorded (radius-project/radius#12623).
        referrers: `absent` (404, the usual answer) or `empty` (an empty image index, one report).
        tag_page_size: Tags on a page when the client does not ask for a number.
        catalog_page_size: Repositories on a page of the catalog when the client does not ask for a number.
        latency: Seconds before every answer.
        rate_limit_remaining: REST requests left for every principal at start; None gives the full quota.
        rate_limit_status: Status of an exhausted REST quota.
        installation_tokens: The form of tokens that are minted: the long one, or the one of 40 characters.
        login_lockout_after: Bad REST logins after which even good tokens are refused; None never.
        revocation: Who may revoke credentials: github.com wants nobody's name, Enterprise Server wants one.
        revocation_delay: Requests of a revoked token that are still answered.
        receiver_status: What receivers of webhooks made while the server runs answer; 0 when they are not reached.
        hook_change_drops_secret: Whether a change that says nothing of a webhook's configuration takes its secret away.
        deliver_to_loopback: Really send deliveries to webhooks on loopback addresses, which are then accepted.
        device_flow: Whether the OAuth App allows signing in with a code.
        device_slow_downs: How many polls are told to slow down first.
        device_acts_after: After how many polls the person answers by herself; None leaves it to the world.
        device_answer: What she answers then; `expired` lets the code run out.
        device_page: Origin of the page the person is sent to, where it is not the web host's own.
    """

    anonymous_private_status: Literal[401, 403] = 401
    catalog: Literal["global", "forbidden", "absent"] = "global"
    scope_check_on_public: bool = True
    sso_registry_status: Literal[401, 403] = 403
    sso_registry_message: str = "denied"
    sso_listing: Literal["forbidden", "filtered"] = "forbidden"
    sso_not_found: bool = False
    expiry_header: str | None = None
    package_links: bool = True
    package_page_gap: int = 0
    claimed_last_page: int | None = None
    ended_versions: frozenset[str] = frozenset()
    ending_versions: frozenset[str] = frozenset()
    expiry_with_offset: bool = False
    omit_repository: bool = False
    upload_cancel_status: Literal[204, 405] = 405
    referrers: Literal["absent", "empty"] = "absent"
    tag_page_size: int = 100
    catalog_page_size: int = 100
    latency: float = 0.0
    rate_limit_remaining: int | None = None
    rate_limit_status: Literal[403, 429] = 403
    installation_tokens: Literal["stateless", "stateful"] = "stateless"
    login_lockout_after: int | None = None
    revocation: Literal["anonymous", "authenticated"] = "anonymous"
    revocation_delay: int = 0
    receiver_status: int = 200
    hook_change_drops_secret: bool = False
    deliver_to_loopback: bool = False
    device_flow: bool = True
    device_slow_downs: int = 0
    device_acts_after: int | None = None
    device_answer: Literal["approved", "denied", "expired"] = "approved"
    device_page: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong on one of the four hosts.

    Attributes:
        role: The host it happens on.
        kind: What happens; see `ghcr_wizard.demo.faults`.
        method: Regular expression the whole method must match.
        path: Regular expression searched for in the raw path and query.
        times: How many matching requests fail; None means every one.
        after: How many matching requests are served normally first.
        status: Status to answer with; None takes the usual one of the kind.
        retry_after: Seconds in a `Retry-After` header; None sends none.
        seconds: For `slow`: how long the body takes.
        target: Origin for the foreign kinds; empty means the blob host under the name `localhost`, another host than
            `127.0.0.1` whose requests are recorded, so a test can see that no credential arrives there.
    """

    role: Role
    kind: FaultKind = "status"
    method: str = ".*"
    path: str = ""
    times: int | None = None
    after: int = 0
    status: int | None = None
    retry_after: int | None = None
    seconds: float = 1.0
    target: str = ""
