"""The work of step 7 beside the screen: proofs, plans, changes and files; what comes of each is told to the screen."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from ghcr_wizard.clients.lookup import Client
    from ghcr_wizard.clients.setup import Plan, SetupResult
    from ghcr_wizard.diagnosis.model import Diagnosis
    from ghcr_wizard.exports import Export, ExportSource
    from ghcr_wizard.exports.proof import ProofResult
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.paths import Paths
    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui.work import Work


@dataclass(frozen=True, slots=True)
class Proven:
    """The secret of an export was tried."""

    export: "Export"
    result: "ProofResult"


@dataclass(frozen=True, slots=True)
class Planned:
    """What would change in a program's configuration, and what taking it back would change, is known."""

    plan: "Plan"
    undo: "Plan"


@dataclass(frozen=True, slots=True)
class Changed:
    """A program's configuration was changed, or could not be."""

    client: "Client"
    outcome: "SetupResult"


@dataclass(frozen=True, slots=True)
class Written:
    """A file was written; or `problem` says why not."""

    place: Path
    problem: str = ""


Event = Proven | Planned | Changed | Written


class UseAdvanced(Message):
    """Something that step 7 waits for is known; no secret is in it."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class UseWork:
    """Runs what step 7 needs.

    Args:
        screen: Whom to tell.
        work: What runs it.
        machine: Gives the variables other programs would see; a demonstration has a computer of its own.
        paths: Gives the folders of this program.
    """

    def __init__(
        self,
        screen: "MessagePump",
        work: "Work",
        machine: Callable[[], Mapping[str, str]],
        paths: "Callable[[], Paths]",
    ) -> None:
        self._screen, self._work, self._machine, self._paths = screen, work, machine, paths

    def _tell(self, event: Event) -> None:
        self._screen.post_message(UseAdvanced(event))

    def prove(
        self,
        hosts: "Hosts",
        export: "Export",
        token: "Secret | None",
        source: "ExportSource",
        known: "Iterable[Diagnosis]",
    ) -> None:
        """Try the secret of an export."""
        self._work.start("proof", self._prove(hosts, export, token, source, tuple(known)))

    async def _prove(
        self,
        hosts: "Hosts",
        export: "Export",
        token: "Secret | None",
        source: "ExportSource",
        known: "tuple[Diagnosis, ...]",
    ) -> None:
        from ghcr_wizard.exports.proof import prove

        self._tell(Proven(export, await prove(hosts, export, token, source, known)))

    def plan(self, client: "Client", hosts: "Hosts") -> None:
        """Look at what would change in a program's configuration, and what could be taken back."""
        self._work.start(f"plan of {client.value}", self._plan(client, hosts))

    async def _plan(self, client: "Client", hosts: "Hosts") -> None:
        from ghcr_wizard.clients.setup import plan, plan_undo

        machine = self._machine()
        self._tell(Planned(await plan(client, hosts, machine), await plan_undo(client, hosts, machine)))

    def change(self, planned: "Plan", *, forget: bool = False) -> None:
        """Make a planned change, or take the login in plain text out of the file."""
        self._work.start("change", self._change(planned, forget=forget), replace=False)

    async def _change(self, planned: "Plan", *, forget: bool) -> None:
        from ghcr_wizard.clients.setup import apply, forget_plaintext

        outcome = await (forget_plaintext if forget else apply)(planned, self._paths())
        self._tell(Changed(planned.client, outcome))

    def write(self, place: Path, document: "Secret") -> None:
        """Write an export to a file of mode 0600, in place of an older export only."""
        self._work.start("writing", self._write(place, document), replace=False)

    async def _write(self, place: Path, document: "Secret") -> None:
        from ghcr_wizard.exports.write import ExportFileError, FileInTheWayError, write_export

        problem = ""
        try:
            await asyncio.to_thread(write_export, place, document, replace=False)
        except FileInTheWayError:
            problem = f"{place} exists and is no export of this program; nothing was written."
        except ExportFileError as error:
            problem = str(error)
        except OSError as error:
            problem = f"{place} cannot be written: {error.strerror}."
        self._tell(Written(place, problem))
