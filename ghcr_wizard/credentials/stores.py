"""Every store, a row each: what it is called, how it is made, and what a person has to know of it.

One more store is one more row here, its name in `Store`, and its `SecretStore`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ghcr_wizard.credentials.keyring import MemoryKeyring, NothingKept, SecretStore, SystemKeyring
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.store_kernel import KernelStore
from ghcr_wizard.credentials.store_pass import PassStore
from ghcr_wizard.credentials.store_systemd import SystemdStore
from ghcr_wizard.paths import Paths


@dataclass(frozen=True, slots=True)
class Machine:
    """What stores are made from.

    Attributes:
        paths: Where settings are.
        environment: The variables that programs see.
        keyring: The operating system's keyring.
    """

    paths: Paths
    environment: Mapping[str, str]
    keyring: SecretStore


@dataclass(frozen=True, slots=True)
class StoreKind:
    """A store.

    Attributes:
        title: What a person calls it.
        make: Makes it.
        keeps_token: Whether `login` puts the token there.
        in_keyring: Whether it is the operating system's keyring, in whatever way it was chosen.
        offered: Whether it is a way out where there is no keyring: it is tried before anything is stored.
        note: What to know before choosing it, a sentence, or empty.
    """

    title: str
    make: Callable[[Machine], SecretStore]
    keeps_token: bool = True
    in_keyring: bool = False
    offered: bool = False
    note: str = ""


def _meant_plain(machine: Machine) -> SecretStore:
    return machine.keyring.meant_plain() if isinstance(machine.keyring, SystemKeyring) else machine.keyring


STORES: Mapping[Store, StoreKind] = MappingProxyType(
    {
        Store.KEYRING: StoreKind("the system's keyring", lambda machine: machine.keyring, in_keyring=True),
        Store.PASS: StoreKind(
            PassStore.title,
            lambda machine: PassStore(machine.environment),
            offered=True,
            note="An entry encrypted with your GPG key; it stays until you remove it.",
        ),
        Store.SYSTEMD: StoreKind(
            SystemdStore.title,
            lambda machine: SystemdStore(machine.paths.settings / "systemd-creds", machine.environment),
            offered=True,
            note="An encrypted file that no other machine can read; it stays until you remove it.",
        ),
        Store.KERNEL: StoreKind(
            KernelStore.title,
            lambda _machine: KernelStore(),
            offered=True,
            note="In memory: a restart removes it. A container of this user in its user namespace may read it.",
        ),
        Store.COMMAND: StoreKind("a command that prints the token", lambda _machine: NothingKept(), keeps_token=False),
        Store.PLAIN_KEYRING: StoreKind("a keyring that keeps plain text", _meant_plain, in_keyring=True),
        Store.SESSION: StoreKind("this session's memory", lambda _machine: MemoryKeyring(), keeps_token=False),
    }
)
"""Best first."""


def made_stores(machine: Machine) -> dict[Store, SecretStore]:
    """Every store of a machine."""
    return {store: kind.make(machine) for store, kind in STORES.items()}


def store_of(stores: Mapping[Store, SecretStore], profile: Profile) -> SecretStore:
    """The store of a profile, which forgets what is put there when the profile says so."""
    store = stores[profile.store]
    if isinstance(store, KernelStore) and profile.kept_until is not None:
        return store.kept_until(profile.kept_until)
    return store


def same_place(one: Profile, other: Profile) -> bool:
    """Whether what is stored for one lies where it does for the other of that name and registry."""
    both = STORES[one.store].in_keyring and STORES[other.store].in_keyring
    return one.store is other.store or both
