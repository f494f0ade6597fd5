"""One credential helper's entry in a file of Docker's format: planned, written with a copy kept, taken back.

Format: docker/cli's documentation of `credHelpers`; containers-auth.json(5).
"""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.clients.auth_file import AuthFile, AuthFileError, Dialect, read_auth_file
from ghcr_wizard.clients.edit import EditError, name_of, with_entry, without_entry
from ghcr_wizard.clients.rewriting import RewriteError, copies_of, keep_copy, refused, replace_content
from ghcr_wizard.file_reader import UnreadableFileError, read_file
from ghcr_wizard.files import LockTimeoutError, locked, make_private_folder, write_atomically

HELPERS = "credHelpers"


class UnfitFileError(Exception):
    """The file is not one its program can read; the message continues a sentence about it."""


@dataclass(frozen=True, slots=True)
class HelperEdit:
    """A change of one file; what it was and what it is to be may hold secrets.

    Attributes:
        path: The file; a symbolic link stays one.
        before: Its content; `None` where there is no file.
        after: Its content afterwards; `None` where the file goes.
        helper: The helper that is asked for the registry before.
        spent: Copies that hold nothing else any more and go with the change.
    """

    path: Path
    before: bytes | None
    after: bytes | None
    helper: str | None = None
    spent: tuple[Path, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return self.before != self.after

    def __repr__(self) -> str:
        return f"HelperEdit({self.path})"


def plan_entry(path: Path, registry: str, helper: str, dialect: Dialect) -> HelperEdit:
    """The edit after which a file names `helper` as the registry's; one that changes nothing where it does already.

    Raises:
        UnfitFileError: The file is there, and its program could not read it.
    """
    content, told = _told(path, registry, dialect)
    if told.helper == helper:
        return HelperEdit(path, content, content, helper)
    try:
        text = with_entry((content or b"").decode("utf-8"), registry, helper, HELPERS)
    except EditError as error:
        raise UnfitFileError(_continued(error)) from None
    return HelperEdit(path, content, text.encode("utf-8"), told.helper)


def plan_removal(path: Path, registry: str, helper: str, dialect: Dialect) -> HelperEdit:
    """The edit that takes `plan_entry`'s back, and nothing that was changed since.

    The copies say what was there before: another helper is put back, and a file that was made for the entry goes.
    It changes nothing where the file does not name `helper` for the registry.

    Raises:
        UnfitFileError: As for `plan_entry`.
    """
    content, told = _told(path, registry, dialect)
    if content is None or told.helper != helper:
        return HelperEdit(path, content, content, told.helper)
    copy = _copy_before(path, registry, helper, dialect)
    try:
        after = _taken_back(content.decode("utf-8"), copy, registry, helper, dialect)
    except EditError as error:
        raise UnfitFileError(_continued(error)) from None
    spent = (copy[0],) if copy and copy[1] == after else ()
    return HelperEdit(path, content, after, helper, spent)


def apply_edit(edit: HelperEdit, lock: Path) -> Path | None:
    """Make the change, whole or not at all; return the path of the copy of what was there, `None` where nothing was.

    Args:
        edit: What to change.
        lock: What processes of this program take turns by.

    Raises:
        RewriteError: Nothing was changed: the file is another one by now, or the operating system refuses.
    """
    try:
        make_private_folder(lock.parent)
    except OSError as error:
        raise RewriteError(refused(lock.parent, error)) from None
    try:
        with locked(lock):
            if _content(edit.path) != edit.before:
                raise RewriteError(f"{edit.path} has changed since it was examined; nothing was changed.")
            return _written(edit)
    except LockTimeoutError as error:
        raise RewriteError(str(error)) from None
    except UnfitFileError as error:
        raise RewriteError(f"{edit.path}: {error}.") from None
    except OSError as error:
        raise RewriteError(refused(edit.path, error)) from None


def _written(edit: HelperEdit) -> Path | None:
    if edit.after is None:
        Path(os.path.realpath(edit.path)).unlink()
        return None
    if edit.before is None:
        write_atomically(edit.path, edit.after)
        return None
    copy = None if edit.spent else keep_copy(edit.path, edit.before)
    replace_content(edit.path, edit.after)
    for spent in edit.spent:
        with contextlib.suppress(OSError):
            spent.unlink()
    return copy


def _told(path: Path, registry: str, dialect: Dialect) -> tuple[bytes | None, AuthFile]:
    content = _content(path)
    if content is None:
        return None, AuthFile()
    try:
        return content, read_auth_file(content, registry, dialect)
    except AuthFileError as error:
        raise UnfitFileError(str(error)) from None


def _content(path: Path) -> bytes | None:
    try:
        file = read_file(path)
    except UnreadableFileError as error:
        raise UnfitFileError(str(error)) from None
    return None if file is None else file.content


def _copy_before(path: Path, registry: str, helper: str, dialect: Dialect) -> tuple[Path, bytes, str | None] | None:
    """The newest copy in which `helper` is not the registry's: where it is, its content, and whose helper it names."""
    for copy in reversed([each for each in copies_of(path) if each.exists()]):
        with contextlib.suppress(UnfitFileError):
            content, told = _told(copy, registry, dialect)
            if content is not None and told.helper != helper:
                return copy, content, told.helper
    return None


def _taken_back(
    text: str, copy: tuple[Path, bytes, str | None] | None, registry: str, helper: str, dialect: Dialect
) -> bytes | None:
    """The content without the entry; the copy's own bytes where nothing else has changed since."""
    before = copy[1].decode("utf-8") if copy else ""
    if with_entry(before, registry, helper, HELPERS) == text:
        return before.encode("utf-8") if copy else None
    if copy and copy[2] is not None:
        return with_entry(text, registry, copy[2], HELPERS).encode("utf-8")
    name = name_of(json.loads(text), HELPERS)
    left = without_entry(text, registry, name)
    if json.loads(left)[name] == {} and not _has_helpers(before, dialect):
        left = without_entry(left, name, None)
    return left.encode("utf-8")


def _has_helpers(text: str, dialect: Dialect) -> bool:
    """Whether a document has the object of helpers by itself, which then stays when it is empty."""
    if dialect is Dialect.LEGACY or not text.strip():
        return False
    document = json.loads(text)
    return name_of(document, HELPERS) in document


def _continued(error: EditError) -> str:
    sentence = str(error).partition(";")[0]
    return sentence[:1].lower() + sentence[1:]
