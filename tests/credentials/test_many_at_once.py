"""Many processes on few profiles: whatever they do at once, a profile has its own secret, and no secret is nobody's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import HANG_SECONDS
from tests.secret_service import SecretService

PROCESSES = int(os.environ.get("GHCR_WIZARD_TEST_PROCESSES", "4"))
ROUNDS = int(os.environ.get("GHCR_WIZARD_TEST_ROUNDS", "8"))
"""The hardening run asks for 25."""

WORKER = """
import asyncio, json, pathlib, random, sys
from datetime import UTC, datetime
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.secret import Secret
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.failures import FAILURES
from ghcr_wizard.paths import Paths

folder, seed, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)

async def main():
    credentials = Credentials(Paths(folder, folder), seconds=100)
    for turn in range(rounds):
        name = chance.choice(["one", "two"])
        user = f"user-{seed}-{turn}"
        profile = Profile(name, "ghcr.io", Method.CLASSIC_PAT, user, "", Store.KEYRING, datetime.now(UTC))
        act = chance.choice(["store", "store", "store", "rename", "remove"])
        try:
            if act == "store":
                await credentials.store(profile, Secret(f"secret of {user}"))
                continue
            found = (await credentials.list()).named(name)
            if found is not None and act == "remove":
                await credentials.remove(found)
            elif found is not None:
                await credentials.rename(found, "two" if name == "one" else "one")
        except FAILURES as failure:
            print(type(failure).__name__, failure, flush=True)

asyncio.run(main())
"""


def entries(service: SecretService) -> dict[str, str]:
    """Every secret of ghcr-wizard in the keyring, by its user name."""
    program = (
        "import json, contextlib, secretstorage\n"
        "with contextlib.closing(secretstorage.dbus_init()) as bus:\n"
        "    items = secretstorage.get_default_collection(bus).get_all_items()\n"
        "    rows = [(item.get_attributes(), item.get_secret().decode()) for item in items]\n"
        "print(json.dumps([[a.get('username'), s] for a, s in rows if a.get('service') == 'ghcr-wizard:ghcr.io']))"
    )
    run = subprocess.run([sys.executable, "-c", program], env=service.environment, capture_output=True, check=True)
    rows = json.loads(run.stdout)
    assert len({name for name, _ in rows}) == len(rows), rows
    return dict(rows)


@pytest.mark.needs("gnome-keyring")
def test_processes_on_the_same_profiles_lose_and_swap_nothing(secret_service: SecretService, tmp_path: Path) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), str(seed), str(ROUNDS)],
            env=secret_service.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for seed in range(PROCESSES)
    ]
    for worker in workers:
        _, trouble = worker.communicate(timeout=HANG_SECONDS * ROUNDS)
        assert (worker.returncode, trouble) == (0, b"")

    profiles = json.loads((tmp_path / "profiles.json").read_text())["profiles"]
    assert entries(secret_service) == {row["name"]: f"secret of {row['username']}" for row in profiles}
