"""The webhooks of repositories and organizations: list, get, make, change, ping, deliveries.

GitHub docs "REST API endpoints for repository webhooks", "… organization webhooks". A missing scope, a place that does
not exist and a caller who is no admin there all get the same 404.
"""

import ipaddress
import json
from typing import Final
from urllib.parse import urlsplit

from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import JSON_TYPE, RefusedError, not_found, refused
from ghcr_wizard.demo.api.hook_json import delivery_item, hook_json
from ghcr_wizard.demo.api.hook_place import Place, admitted, sees_hook
from ghcr_wizard.demo.api.json import Json
from ghcr_wizard.demo.api.paging import paginate
from ghcr_wizard.demo.webhooks.model import Webhook
from ghcr_wizard.demo.webhooks.payloads import Event, ping
from ghcr_wizard.demo.webhooks.sending import is_loopback, send, tell_the_past
from ghcr_wizard.demo.webhooks.state import HookDelivery, LiveHook
from ghcr_wizard.demo.wire import Response, encode_json

_MOST_HOOKS: Final = 20
"""For one event (GitHub docs "Types of webhooks"); the words of the refusal are unrecorded."""


def route_hooks(call: Call, family: str, name: str, rest: list[str]) -> Response:
    """Answer a request below `/orgs/NAME/hooks` or `/repos/OWNER/NAME/hooks`.

    Args:
        call: The request.
        family: `orgs` or `repos`.
        name: The organization's login or the repository's full name.
        rest: The path's segments after `hooks`.

    Raises:
        RefusedError: In GitHub's words.
    """
    verb = call.request.verb
    place = admitted(call, Place(family, name), writes=verb != "GET")
    match verb, rest:
        case "GET", []:
            return _listed(call, place)
        case "POST", []:
            return _created(call, place)
        case "GET", [number]:
            return call.ok(hook_json(call, place, _found(call, place, number)))
        case "PATCH", [number]:
            return _changed(call, place, _found(call, place, number))
        case "POST", [number, "pings"]:
            return _pinged(call, place, _found(call, place, number))
        case "GET", [number, "deliveries"]:
            return _deliveries(call, place, _found(call, place, number))
        case "GET", [number, "deliveries", delivery]:
            return call.ok(_delivery(call, place, _found(call, place, number), delivery))
        case "POST", [number, "deliveries", delivery, "attempts"]:
            return _redelivered(call, place, _found(call, place, number), delivery)
    raise not_found(place.docs)


def _found(call: Call, place: Place, number: str) -> LiveHook:
    """Return one webhook with what it was told before.

    Raises:
        RefusedError: 404, there is none.
    """
    hook = call.state.hooks.find(place.name, number)
    if hook is None or not sees_hook(call, hook):
        raise not_found(place.docs)
    tell_the_past(call.state, hook)
    return hook


def _listed(call: Call, place: Place) -> Response:
    hooks = [hook for hook in call.state.hooks.of(place.name) if sees_hook(call, hook)]
    for hook in hooks:
        tell_the_past(call.state, hook)
    page, headers = paginate(call, hooks, f"/{place.family}/{place.name}/hooks", place.docs)
    return call.ok([hook_json(call, place, hook) for hook in page]).with_headers(headers)


def _body(call: Call, docs: str) -> Json:
    try:
        document = json.loads(call.request.body or b"{}")
    except ValueError:
        raise refused(400, "Problems parsing JSON", docs) from None
    if not isinstance(document, dict):
        raise refused(400, "Body should be a JSON object", docs)
    return document


def _config(document: Json) -> Json:
    config = document.get("config")
    return config if isinstance(config, dict) else {}


def _invalid(place: Place, errors: list[Json]) -> RefusedError:
    """Return GitHub's 422 with its list of errors."""
    body = {"message": "Validation Failed", "errors": errors, "documentation_url": place.docs, "status": "422"}
    return RefusedError(Response(422, [JSON_TYPE], encode_json(body)))


def _check_url(call: Call, place: Place, url: object) -> str:
    """Return the address if GitHub would deliver to it.

    Raises:
        RefusedError: 422, it is missing, no web address, or not reachable over the public Internet.
    """
    wrong: Json = {"resource": "Hook", "code": "custom", "field": "url"}
    parts = urlsplit(url if isinstance(url, str) else "")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _invalid(place, [{**wrong, "message": "url is missing a scheme"}])
    if call.state.switches.deliver_to_loopback and is_loopback(parts.geturl()):
        return parts.geturl()
    if _is_inside(parts.hostname):
        words = f"url is not supported because it isn't reachable over the public Internet ({parts.hostname})"
        raise _invalid(place, [{**wrong, "message": words}])
    return parts.geturl()


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _created(call: Call, place: Place) -> Response:
    document = _body(call, place.docs)
    config = _config(document)
    url = _check_url(call, place, config.get("url"))
    standing = call.state.hooks.of(place.name)
    kind = "organization" if place.family == "orgs" else "repository"
    if any(hook.record.url == url for hook in standing):
        words = f"Hook already exists on this {kind}"
        raise _invalid(place, [{"resource": "Hook", "code": "custom", "message": words}])
    events = _events(document, ("push",))
    if any(sum(event in hook.record.events for hook in standing) >= _MOST_HOOKS for event in events):
        words = f"The {kind} has the most webhooks an event can have: {_MOST_HOOKS}"
        raise _invalid(place, [{"resource": "Hook", "code": "custom", "message": words}])
    record = Webhook(
        0,
        place.name,
        url,
        events,
        document.get("active") is not False,
        str(config.get("secret") or ""),
        call.state.switches.receiver_status,
        oauth=call.token is not None and call.token.kind == "oauth",
        content_type=str(config.get("content_type") or "form"),
        insecure_ssl=str(config.get("insecure_ssl") or "0"),
    )
    hook = call.state.hooks.add(record, call.state.now())
    _ping(call, place, hook)
    return call.ok(hook_json(call, place, hook), 201)


def _events(document: Json, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    events = document.get("events")
    return tuple(str(each) for each in events) if isinstance(events, list) and events else otherwise


def _changed(call: Call, place: Place, hook: LiveHook) -> Response:
    """Change a webhook; one whose configuration is sent without the secret loses it, as GitHub's documentation says."""
    document = _body(call, place.docs)
    config = _config(document)
    if "url" in config:
        hook.change(url=_check_url(call, place, config["url"]))
    if config or call.state.switches.hook_change_drops_secret:
        hook.change(secret=str(config.get("secret") or ""))
    active = document.get("active")
    hook.change(
        events=_events(document, hook.record.events),
        active=active if isinstance(active, bool) else hook.record.active,
    )
    hook.updated_at = call.state.now()
    return call.ok(hook_json(call, place, hook))


def _ping(call: Call, place: Place, hook: LiveHook) -> None:
    sender = call.token.login if call.token else place.name
    send(call.state, hook, ping(call.state, hook, hook_json(call, place, hook), sender))


def _pinged(call: Call, place: Place, hook: LiveHook) -> Response:
    _ping(call, place, hook)
    return Response(204)


def _deliveries(call: Call, place: Place, hook: LiveHook) -> Response:
    rows = call.state.hooks.newest_first(hook)
    wanted = call.request.query.get("status", "")
    if wanted in {"success", "failure"}:
        rows = [each for each in rows if (200 <= each.status < 300) == (wanted == "success")]  # noqa: PLR2004 -- HTTP's classes
    path = f"/{place.family}/{place.name}/hooks/{hook.record.id}/deliveries"
    page, headers = paginate(call, rows, path, place.docs)
    return call.ok([delivery_item(each) for each in page]).with_headers(headers)


def _chosen(call: Call, place: Place, hook: LiveHook, number: str) -> HookDelivery:
    rows = call.state.hooks.newest_first(hook)
    row = next((each for each in rows if str(each.id) == number), None)
    if row is None:
        raise not_found(place.docs)
    return row


def _delivery(call: Call, place: Place, hook: LiveHook, number: str) -> Json:
    """Return the schema `hook-delivery`."""
    row = _chosen(call, place, hook, number)
    answered: Json = {"headers": {"Content-Type": "text/plain"} if row.status else {}, "payload": row.answer}
    request: Json = {"headers": row.headers, "payload": row.payload}
    return {**delivery_item(row), "url": hook.record.url, "request": request, "response": answered}


def _redelivered(call: Call, place: Place, hook: LiveHook, number: str) -> Response:
    row = _chosen(call, place, hook, number)
    send(call.state, hook, Event(row.event, row.action, row.payload, row.repository_id), again=True)
    return call.ok({}, 202)
