"""The JSON of webhooks and their deliveries, as GitHub's OpenAPI description has it."""

from http import HTTPStatus
from typing import Final

from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.hook_place import Place
from ghcr_wizard.demo.api.json import Json
from ghcr_wizard.demo.registry.documents import timestamp
from ghcr_wizard.demo.webhooks.state import HookDelivery, LiveHook

_MASK: Final = "********"


def hook_json(call: Call, place: Place, hook: LiveHook) -> Json:
    """Return the schema `hook`, or `org-hook`."""
    record = hook.record
    api = f"{call.state.origins.api}/{place.family}/{place.name}/hooks/{record.id}"
    config = {"content_type": record.content_type, "insecure_ssl": record.insecure_ssl, "url": record.url}
    created = hook.created_at or call.state.world.now
    document: Json = {
        "type": "Organization" if place.family == "orgs" else "Repository",
        "id": record.id,
        "name": "web",
        "active": record.active,
        "events": list(record.events),
        "config": {**config, "secret": _MASK} if record.secret else config,
        "updated_at": timestamp(hook.updated_at or created),
        "created_at": timestamp(created),
        "url": api,
        "ping_url": f"{api}/pings",
        "deliveries_url": f"{api}/deliveries",
    }
    if place.family == "repos":
        document |= {"test_url": f"{api}/test", "last_response": _last_response(call, hook)}
    return document


def _last_response(call: Call, hook: LiveHook) -> Json:
    last = next(iter(call.state.hooks.newest_first(hook)), None)
    if last is None:
        return {"code": None, "status": "unused", "message": None}
    if not last.status:
        return {"code": 0, "status": "failed to connect", "message": "failed to connect to host"}
    ok = last.status < HTTPStatus.MULTIPLE_CHOICES
    return {"code": last.status, "status": "active" if ok else "misconfigured", "message": _phrase(last.status)}


def _phrase(status: int) -> str:
    if not status:
        return "failed to connect to host"
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else f"Invalid HTTP Response: {status}"


def delivery_item(row: HookDelivery) -> Json:
    """Return the schema `hook-delivery-item`."""
    return {
        "id": row.id,
        "guid": row.guid,
        "delivered_at": timestamp(row.delivered_at),
        "redelivery": row.redelivery,
        "duration": row.duration,
        "status": "OK" if row.status == HTTPStatus.OK else _phrase(row.status),
        "status_code": row.status,
        "event": row.event,
        "action": row.action,
        "installation_id": None,
        "repository_id": row.repository_id,
        "throttled_at": None,
    }
