"""Writes a long list to the file it is told, as the wizard does, which no command can; `in place` as it must not."""

import asyncio
import json
import os
import sys

from ghcr_wizard.catalog.saving import save

_ROWS = 2_000


def _in_place(path: str, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


if __name__ == "__main__":
    lines = (json.dumps({"name": f"acme/team/{number}"}) + "\n" for number in range(_ROWS))
    if sys.argv[2:]:
        _in_place(sys.argv[1], "".join(lines).encode())
        sys.exit(0)
    saved = asyncio.run(save(sys.argv[1], lines, replace=True))
    sys.exit(1 if saved.problem else 0)
