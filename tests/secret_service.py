"""A real Secret Service for one test: gnome-keyring on a message bus of its own, with its own home.

Nothing of it touches the session of whoever runs the tests, and nothing is left behind. The bus knows no service
files, so that what is on it is what was started here, and a locked collection meets no program to ask for its password.
"""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.processes import HANG_SECONDS

BUS_INTERFACES = {None, "org.freedesktop.DBus"}
PASSWORD = b"the password of a keyring that lives for one test"
BUS_CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass(frozen=True, slots=True)
class SecretService:
    """A running Secret Service, its default collection unlocked, and the environment in which programs find it."""

    environment: dict[str, str]
    _daemon: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """The address of the message bus the service is on."""
        return self.environment["DBUS_SESSION_BUS_ADDRESS"]

    def lock(self) -> None:
        """Lock every collection, as locking a desktop session does; unlocking again would take a person at a prompt."""
        import secretstorage
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection(self.address) as connection:
            for collection in secretstorage.get_all_collections(connection):
                collection.lock()

    def overwrite(self, content: bytes) -> None:
        """Write other bytes over every secret of the default collection, as another program may."""
        import secretstorage
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection(self.address) as connection:
            for item in secretstorage.get_default_collection(connection).get_all_items():
                item.set_secret(content)

    def end_when_asked(self) -> None:
        """End the service now, and let another take its name that ends at the first question, before it answers."""
        from jeepney import HeaderFields
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.end()
        connection = open_dbus_connection(self.address)
        connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))

        def end() -> None:
            with connection:
                while connection.receive().header.fields.get(HeaderFields.interface) in BUS_INTERFACES:
                    pass

        threading.Thread(target=end, daemon=True).start()

    def forget_collection(self) -> None:
        """Delete the default collection, as on a computer whose keyring was never used."""
        import secretstorage
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection(self.address) as connection:
            secretstorage.get_default_collection(connection).delete()

    def freeze(self) -> None:
        """Stop the service in its tracks: it keeps its name on the bus and answers nobody any more."""
        self._daemon.send_signal(signal.SIGSTOP)

    def end(self) -> None:
        """End the service while its bus goes on, as on a machine that has a bus and no keyring."""
        _end(self._daemon)


@contextmanager
def running_secret_service(environment: Mapping[str, str]) -> Iterator[SecretService]:
    """Run a Secret Service until the block is left; `environment` is what its clients run in, apart from finding it.

    Raises:
        RuntimeError: it did not come up; the message has what its programs wrote.
    """
    with TemporaryDirectory(prefix="secrets-") as name, ExitStack() as stack:
        folder = Path(name)
        address, daemon = _start(folder, {**environment, **_private_home(folder)}, stack)
        clients = {**environment, "DBUS_SESSION_BUS_ADDRESS": address}
        clients.pop("PYTHON_KEYRING_BACKEND", None)
        yield SecretService(clients, daemon)


def _private_home(folder: Path) -> dict[str, str]:
    """Make the places gnome-keyring writes to, readable by nobody else, and return the variables that name them."""
    places = {"HOME": "home", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache"}
    places["XDG_RUNTIME_DIR"] = "run"
    for place in places.values():
        (folder / place).mkdir(mode=0o700)
    return {variable: str(folder / place) for variable, place in places.items()}


def _start(folder: Path, environment: dict[str, str], stack: ExitStack) -> tuple[str, subprocess.Popen[bytes]]:
    """Start the bus and the keyring daemon; return the address of the former and the process of the latter."""
    configuration, socket, log = folder / "bus.conf", folder / "bus", folder / "log"
    configuration.write_text(BUS_CONFIGURATION.format(socket=socket), encoding="utf-8")
    written = stack.enter_context(log.open("wb"))
    bus = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile"]
    bus_process = subprocess.Popen(bus, env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=written)
    stack.callback(_end, bus_process)
    _wait_for(socket.exists, bus_process, log)
    address = f"unix:path={socket}"
    own = {**environment, "DBUS_SESSION_BUS_ADDRESS": address}
    keyring = ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"]
    daemon = subprocess.Popen(keyring, env=own, stdin=subprocess.PIPE, stdout=written, stderr=written)
    stack.callback(_end, daemon)
    if daemon.stdin is not None:
        daemon.stdin.write(PASSWORD)
        daemon.stdin.close()
    _wait_for(lambda: _unlocked(address), daemon, log)
    return address, daemon


def _unlocked(address: str) -> bool:
    """Return whether the service is on the bus at `address` and its default collection is open."""
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection

    try:
        connection = open_dbus_connection(address)
    except ConnectionError:
        return False  # the socket is there a moment before anybody listens
    with connection:
        if not secretstorage.check_service_availability(connection):
            return False
        return not secretstorage.get_default_collection(connection).is_locked()


def _wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `condition` holds, which it will unless the process fails."""
    deadline = time.monotonic() + HANG_SECONDS
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} did not come up: {log.read_text(errors='replace')}")
        time.sleep(0.01)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process for certain, a frozen one too, and wait until it is gone."""
    process.kill()
    process.wait()
