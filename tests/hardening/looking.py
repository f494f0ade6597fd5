"""Looks into an image as the wizard does, which no command can, and prints all it found; token on standard input."""

import asyncio
import os
import sys

from ghcr_wizard.catalog.image import read_image
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
        found = await read_image(session, Caller(inspection.kind, hosts), parse_reference(reference, "ghcr.io"))
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    forbid_core_dumps()
    asyncio.run(_look(sys.stdin.read().strip(), sys.argv[3], sys.argv[1]))
