"""Webhooks by GitHub's REST API: listing, making, changing and pinging them, and reading what became of deliveries.

GitHub docs "REST API endpoints for repository webhooks", "… for organization webhooks", "… for webhook deliveries".
"""

from urllib.parse import quote, urlencode

from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.client import GitHubApi, Repository
from ghcr_wizard.github.parse import repositories_of_list
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.json_reader import flag, mapping, mappings, number, text, texts
from ghcr_wizard.transport.links import next_page
from ghcr_wizard.transport.result import Result, result_of, settled
from ghcr_wizard.webhooks import PACKAGE_EVENT, Delivery, Hook, HookPlace, PlaceKind, PushEvent, parse_event

_MOST_PAGES = 10
_PER_PAGE = 100
DELIVERIES_READ = 30
"""Deliveries looked at, the newest; GitHub keeps them for some days (docs, "Viewing webhook deliveries")."""

SECRET_BYTES = 32


class Webhooks:
    """The webhooks of organizations and repositories, with one credential.

    Args:
        api: The REST API.
    """

    def __init__(self, api: GitHubApi) -> None:
        self._api = api

    async def list(self, target: HookPlace) -> Result[tuple[Hook, ...]]:
        """Every webhook of a place that this credential may see.

        OAuth apps see those they made themselves, everybody else those that no OAuth app made (docs, "Scopes and
        restrictions"). If a later page fails, there is no value.
        """
        found: tuple[Hook, ...] = ()
        address: str | None = f"{_path(target)}?per_page={_PER_PAGE}"
        exchanges = []
        for _ in range(_MOST_PAGES):
            answer = await self._api.call("GET", address or "")
            reply = result_of(answer, lambda seen: _hooks(seen.json()))
            exchanges.append(reply.exchange)
            if reply.value is None:
                return Result(None, reply.exchange, tuple(exchanges))
            found += reply.value
            address = next_page(answer.headers.get("link"), answer.url, answer.document)
            if address is None:
                break
        return Result(found, exchanges[-1], tuple(exchanges))

    async def create(self, target: HookPlace, url: str, secret: Secret) -> Result[Hook]:
        """Make a webhook that is told about packages, in JSON, signed with `secret`."""
        document = {"name": "web", "active": True, "events": [PACKAGE_EVENT], "config": _config(url, secret)}
        return result_of(
            await self._api.call("POST", _path(target), json=document), lambda answer: _hook(answer.json())
        )

    async def mend(self, target: HookPlace, hook: Hook) -> Result[Hook]:
        """Switch a webhook on and have it told about packages, besides what it is told already.

        Its `config` is left out: sent without the secret it would take the secret away (docs, "Update a repository
        webhook"); without it the secret was seen to stay (PyGithub#2906). The answer says whether it did.
        """
        events = list(dict.fromkeys([*hook.events, PACKAGE_EVENT]))
        return await self._change(target, hook, {"active": True, "events": events})

    async def sign(self, target: HookPlace, hook: Hook, secret: Secret) -> Result[Hook]:
        """Have a webhook's deliveries signed with `secret`."""
        changes = {"active": True, "events": list(hook.events), "config": _config(hook.url, secret)}
        return await self._change(target, hook, changes)

    async def _change(self, target: HookPlace, hook: Hook, changes: dict[str, object]) -> Result[Hook]:
        answer = await self._api.call("PATCH", f"{_path(target)}/{hook.id}", json=changes)
        return result_of(answer, lambda seen: _hook(seen.json()))

    async def ping(self, target: HookPlace, hook: Hook) -> Result[None]:
        """Have GitHub send a ping."""
        return settled(await self._api.call("POST", f"{_path(target)}/{hook.id}/pings", expects_json=False))

    async def deliveries(self, target: HookPlace, hook: Hook) -> Result[tuple[Delivery, ...]]:
        """The newest deliveries, newest first, a bounded number of them."""
        answer = await self._api.call("GET", f"{_path(target)}/{hook.id}/deliveries?per_page={DELIVERIES_READ}")
        return result_of(answer, lambda seen: _deliveries(seen.json()))

    async def told(self, target: HookPlace, hook: Hook, delivery: Delivery) -> Result[PushEvent]:
        """What one delivery said of a package."""
        answer = await self._api.call("GET", f"{_path(target)}/{hook.id}/deliveries/{delivery.id}")
        return result_of(answer, lambda seen: parse_event(mapping(mapping(seen.json()).get("request")).get("payload")))

    async def repositories(self, owner: str, *, organization: bool) -> Result[tuple[Repository, ...]]:
        """An owner's repositories that this credential may see, the last pushed to first, a hundred at most."""
        query = urlencode({"per_page": _PER_PAGE, "sort": "pushed", "direction": "desc"})
        family = "orgs" if organization else "users"
        answer = await self._api.call("GET", f"/{family}/{quote(owner, safe='')}/repos?{query}")
        return result_of(answer, lambda seen: repositories_of_list(seen.json()))


def new_secret() -> Secret:
    """A secret nobody can guess, of 43 characters that every form and shell takes as they are."""
    import secrets

    return Secret(secrets.token_urlsafe(SECRET_BYTES))


def _path(target: HookPlace) -> str:
    if target.kind is PlaceKind.ORGANIZATION:
        return f"/orgs/{quote(target.name, safe='')}/hooks"
    return f"/repos/{quote(target.name, safe='/')}/hooks"


def _config(url: str, secret: Secret) -> dict[str, str]:
    return {"url": url, "content_type": "json", "secret": secret.reveal(), "insecure_ssl": "0"}


def _hooks(value: object) -> tuple[Hook, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(hook for item in mappings(value) if (hook := _hook(item)) is not None)


def _hook(value: object) -> Hook | None:
    """The schemas `hook` and `org-hook`; one without a number or an address is none."""
    fields = mapping(value)
    config = mapping(fields.get("config"))
    identity, url = number(fields.get("id")), text(config.get("url"), 2_000)
    if identity is None or url is None:
        return None
    return Hook(
        id=identity,
        url=url,
        events=texts(fields.get("events"), 60),
        active=flag(fields.get("active")) is not False,
        content_type=text(config.get("content_type"), 20),
        has_secret=bool(config.get("secret")),
        verifies_tls=str(config.get("insecure_ssl", "0")) in {"0", "0.0"},
    )


def _deliveries(value: object) -> tuple[Delivery, ...] | None:
    """The schema `hook-delivery-item`."""
    if not isinstance(value, list):
        return None
    found = (_delivery(item) for item in mappings(value))
    return tuple(delivery for delivery in found if delivery is not None)


def _delivery(value: object) -> Delivery | None:
    fields = mapping(value)
    identity = number(fields.get("id"))
    if identity is None:
        return None
    return Delivery(
        id=identity,
        delivered_at=parse_moment(fields.get("delivered_at")),
        event=text(fields.get("event"), 60) or "",
        action=text(fields.get("action"), 60),
        status_code=number(fields.get("status_code")) or 0,
        status=text(fields.get("status"), 120) or "",
        redelivery=flag(fields.get("redelivery")) is True,
    )
