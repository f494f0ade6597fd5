"""The registry's own catalog, as a bounded cross-check only.

One scanner's documentation says it shows what the caller can read; a capture shows the whole registry's names, and
others a refusal (registry facts, `_catalog`). One page decides, and strangers' names are dropped at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_servers import CATALOG_NOT_PERSONAL, CATALOG_UNSUPPORTED
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.refusals import trouble
from ghcr_wizard.transport.exchange import Exchange

_PAGE = 100


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """What the catalog said.

    Attributes:
        names: Its names, if it is whole and every one of them is below the caller's own namespaces.
        diagnosis: Why it was not used, where it showed that it is not the caller's.
        exchange: What was asked.
    """

    names: tuple[str, ...]
    diagnosis: Diagnosis | None
    exchange: Exchange


async def cross_check(session: Session, namespaces: Iterable[str]) -> CrossCheck:
    """Ask the catalog once.

    Args:
        session: The open clients.
        namespaces: The namespaces that are the caller's own.
    """
    reply = await session.registry.catalog_page(page_size=_PAGE)
    if reply.value is None and trouble(reply.exchange) is not None:
        return CrossCheck((), None, reply.exchange)  # a registry that is not working says nothing of its catalog
    if reply.value is None:
        status = reply.exchange.status or "none"
        return CrossCheck((), diagnose(CATALOG_UNSUPPORTED, status=status), reply.exchange)
    known = {name.lower() for name in namespaces}
    names = reply.value.repositories
    if any(name.partition("/")[0] not in known for name in names):
        return CrossCheck((), diagnose(CATALOG_NOT_PERSONAL), reply.exchange)
    whole = reply.value.next_url is None
    return CrossCheck(names if whole else (), None, reply.exchange)
