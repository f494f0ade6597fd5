"""Looks into all of an image as the wizard does, which no command can, and prints it; token on standard input."""

import asyncio
import os
import sys

from ghcr_wizard.catalog.image import look_into, read_image
from ghcr_wizard.core_dumps import forbid_core_dumps
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.github.references import parse_reference
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import inspect_token


async def _look(token: str, username: str, reference: str) -> None:
    addresses = (os.environ[f"GHCR_WIZARD_{name}_URL"] for name in ("REGISTRY", "API", "WEB"))
    hosts = Hosts("ghcr.io", Deployment.GITHUB_COM, *addresses)
    inspection = inspect_token(token)
    async with open_session(hosts, Credential(username, inspection.secret)) as session:
        caller = Caller(inspection.kind, hosts)
        found = await read_image(session, caller, parse_reference(reference, "ghcr.io"))
        platforms, attached = (found.image.platforms, found.image.attached) if found.image else ((), ())
        for digest in (*(row.digest for row in platforms), *(row.digest for row in attached)):
            found = await look_into(session, caller, found, digest)
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    forbid_core_dumps()
    asyncio.run(_look(sys.stdin.read().strip(), sys.argv[3], sys.argv[1]))
