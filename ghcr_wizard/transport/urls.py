"""Web addresses: whose they are, and how they may be shown."""

from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from ghcr_wizard.text import clean

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"https": 443, "http": 80}
_SHOWN_QUERY = frozenset(
    {
        "account",
        "affiliation",
        "cursor",
        "direction",
        "last",
        "n",
        "package_type",
        "page",
        "per_page",
        "scope",
        "service",
        "sort",
        "state",
        "visibility",
    }
)
"""Query names whose values say nothing secret; every other value is masked (`sig`, `code`, `_state`, …)."""


def origin_of(url: str) -> str | None:
    """Scheme, host and port of `url`, comparable as text; `None` if it is no plain web address.

    An address with user information in it has no origin: such a one is never followed.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    return f"{parts.scheme}://{host.lower()}:{port or _DEFAULT_PORTS[parts.scheme]}"


def host_of(url: str) -> str:
    """The host `url` points at, with its port if it names one, made safe to show; empty if it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return clean(f"{host}:{port}" if port else host, 260)


def is_loopback(url: str) -> bool:
    """Whether `url` is on this computer."""
    try:
        return urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def is_private_channel(url: str) -> bool:
    """Whether a credential may travel to `url` at all: TLS, or this computer itself."""
    return url.startswith("https://") or (url.startswith("http://") and is_loopback(url))


def resolved(base: str, reference: str) -> str:
    """`reference`, as a `Location` or `Link` has it, as a whole address; the reference itself if it cannot be one."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def shown(url: str) -> str:
    """`url` as evidence keeps it: no user information, no fragment, unknown query values as `…`."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=40)
    except ValueError:
        return "…"
    authority = parts.netloc.rpartition("@")[2]
    query = "&".join(f"{quote(name, safe='')}={_shown_value(name, value)}" for name, value in pairs)
    address = f"{parts.scheme}://{authority}{parts.path}" + (f"?{query}" if query else "")
    return clean(address, 1_000)


def _shown_value(name: str, value: str) -> str:
    return quote(value, safe=":/,*@-._~") if name in _SHOWN_QUERY else "…"
