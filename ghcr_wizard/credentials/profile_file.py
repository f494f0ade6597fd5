"""The file of the profiles, shared by every process of the program."""

import json
import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ghcr_wizard.credentials.profile_format import MalformedDocumentError, NewerDocumentError, Profiles, decode, encode
from ghcr_wizard.diagnosis.causes_keyrings import PROFILES_UNREADABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.file_reader import (
    LargeFileError,
    SpecialFileError,
    UnreadableFileError,
    UntrustedFileError,
    read_trusted,
)
from ghcr_wizard.files import LockTimeoutError, locked, write_atomically
from ghcr_wizard.paths import Paths

_LARGEST = 4 * 1024 * 1024
"""Bytes; a profile has about 300, so this is far beyond any real file."""

_LOOK = "check the folder's owner, mode and free space"


class ProfilesError(Exception):
    """The profiles cannot be read or written; the message is a sentence that names the file and what to do."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path

    @property
    def diagnosis(self) -> Diagnosis:
        """The row of the table it is."""
        return diagnose(PROFILES_UNREADABLE, said=str(self))


class CorruptProfilesError(ProfilesError):
    """The file is not one of profiles. Nothing writes over it: the person repairs or moves it."""


class NewerProfilesError(ProfilesError):
    """A later version of the program wrote the file."""


class UnreachableProfilesError(ProfilesError):
    """The file or its folder cannot be read, written or locked."""


class UntrustedProfilesError(ProfilesError):
    """Somebody else may have written the file, or may replace it; a command of a profile would be run from it."""

    def __init__(self, path: Path, what: str, fix: str) -> None:
        super().__init__(path, f"{what} {fix}")
        self._what, self._fix = what, fix

    @property
    def diagnosis(self) -> Diagnosis:
        """The row, with the very command that sets it right for its fix."""
        return replace(diagnose(PROFILES_UNREADABLE, said=self._what), fix=self._fix)


class UnwritableProfileError(ProfilesError):
    """A profile has a value that would not be understood when it is read again; the file was left as it was."""


class ProfileStore:
    """Reads and changes the profiles under `paths`; every method blocks for a disk's while.

    A change is made under a lock and replaces the file at once, so two processes lose nothing of each other and a
    killed one leaves a whole file.
    """

    def __init__(self, paths: Paths) -> None:
        self._path = paths.profiles

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def load(self) -> Profiles:
        """Every profile; none where there is no file yet.

        Raises:
            ProfilesError: The file is corrupt, of a later version, or cannot be read.
        """
        return self._decoded(self._document())

    def save(self, profiles: Profiles) -> None:
        """Make `profiles` the stored ones.

        Raises:
            ProfilesError: As for `update`.
        """
        self.update(lambda _: profiles)

    def update(self, change: Callable[[Profiles], Profiles]) -> Profiles:
        """Replace the profiles by what `change` makes of them, while no other process does; return the new ones.

        Whatever `change` raises passes through, and nothing is written.

        Raises:
            ProfilesError: The file is corrupt, of a later version, or cannot be read, locked or written.
        """
        try:
            with locked(self._path):
                document = self._document()
                before = self._decoded(document)
                after = change(before)
                if after != before:
                    write_atomically(self._path, self._encoded(after, document))
                return after
        except LockTimeoutError as error:
            raise UnreachableProfilesError(self._path, str(error)) from None
        except OSError as error:
            raise self.unreachable("written", error) from None

    def _encoded(self, profiles: Profiles, document: object) -> bytes:
        """The file of `profiles`, read back before it may replace the old one: what cannot be read is never written."""
        text = json.dumps(encode(profiles, document), indent=2) + "\n"
        again = decode(json.loads(text))
        if [each.name for each in again.profiles] != [each.name for each in profiles.profiles]:
            lost = sorted({each.name for each in profiles.profiles} - {each.name for each in again.profiles})
            sentence = f"{', '.join(lost)} cannot be written to {self._path} so that it could be read again."
            raise UnwritableProfileError(self._path, f"{sentence} Nothing was changed; please report this.")
        return text.encode()

    def _document(self) -> object:
        """The parsed file, `None` where there is none."""
        try:
            file = read_trusted(self._path, _LARGEST)
        except UntrustedFileError as error:
            raise self._untrusted(error) from None
        except LargeFileError as error:
            raise self._corrupt(str(error)) from None
        except SpecialFileError as error:
            raise UnreachableProfilesError(self._path, f"{self._path} cannot be read: {error}.") from None
        except UnreadableFileError as error:
            raise UnreachableProfilesError(self._path, f"{self._path} cannot be read: {error}; {_LOOK}.") from None
        if file is None:
            return None
        try:
            return json.loads(file.content.decode("utf-8-sig")) or {}
        except (ValueError, RecursionError):
            raise self._corrupt("it is not JSON") from None

    def _decoded(self, document: object) -> Profiles:
        if document is None:
            return Profiles()
        try:
            return decode(document)
        except NewerDocumentError:
            sentence = f"{self._path} was written by a later version of ghcr-wizard; update this one to use it."
            raise NewerProfilesError(self._path, sentence) from None
        except MalformedDocumentError as error:
            raise self._corrupt(str(error)) from None

    def _corrupt(self, why: str) -> CorruptProfilesError:
        sentence = f"{self._path} cannot be understood ({why}); repair it, or move it away to start afresh."
        return CorruptProfilesError(self._path, sentence)

    def unreachable(self, verb: str, error: OSError) -> UnreachableProfilesError:
        """The error for what the operating system refuses."""
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        at = f": {error.filename}" if error.filename else ""
        return UnreachableProfilesError(self._path, f"{self._path} cannot be {verb} ({reason}{at}); {_LOOK}.")

    def _untrusted(self, error: UntrustedFileError) -> UntrustedProfilesError:
        place = shlex.quote(error.place)
        if error.mode is not None:
            what = f"may be written by others (mode {error.mode:04o})"
            fix = f"If they are as you left them, run: chmod go-w {place}"
        elif (user := _user()) == 0:
            what = "belongs to another user"
            fix = f"Run ghcr-wizard as that user; or, if they are root's, run: chown root {place}"
        else:
            what = "belongs to another user"
            fix = f"If they are yours, run: sudo chown {user} {place}"
        return UntrustedProfilesError(self._path, f"{error.place} {what}, so its profiles are not trusted.", fix)


def _user() -> int:
    if sys.platform == "win32":
        return 0
    return os.geteuid()
