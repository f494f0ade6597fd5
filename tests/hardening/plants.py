"""Faults that are planted into a copy of the program as it runs, so that the search for them can fail.

Each is put in from outside by `runner`, in the child process alone; the program itself holds none of them. What leaks
is the token that a request is signed with.
"""

import bz2
import gzip
import logging
import lzma
import os
import re
import subprocess
import sys
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.hardening.marks import FORMS

OUTSIDE, ELSEWHERE = "PLANT_OUTSIDE", "PLANT_ELSEWHERE"
"""Variables: a folder that is not the computer's, and the address of a server the token does not belong to."""


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault.

    Attributes:
        item: What it re-opens: `leak` for a secret where none belongs, else a name of the kind of hole.
        plant: Puts it into this process.
        repeats: The field that the simulated GitHub has to repeat its secret in for the fault to be seen.
        command: What to run.
        forms: The forms it repeats it in.
        header: Whether that field is a header.
    """

    item: str
    plant: Callable[[], None]
    repeats: str = ""
    command: tuple[str, ...] = ("check", "--json")
    forms: tuple[str, ...] = tuple(FORMS)
    header: bool = False


def _home(name: str) -> Path:
    place = Path.home() / name
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _cache(text: str) -> None:
    place = Path(os.environ["XDG_CACHE_HOME"], "ghcr-wizard", "notes.txt")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def _zipped(text: str) -> None:
    with zipfile.ZipFile(_home("report.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.txt", text)


def _painted(text: str) -> None:
    os.write(1, text.encode())


def _twice(text: str) -> None:
    _home("report.gz.xz").write_bytes(lzma.compress(gzip.compress(text.encode())))


def _requested(path: str, **headers: str) -> None:
    request = urllib.request.Request(os.environ[ELSEWHERE] + path, headers=headers)  # noqa: S310 - of this computer
    try:
        urllib.request.urlopen(request, timeout=5)  # noqa: S310 - as above
    except OSError:
        return


PLACES: Mapping[str, Callable[[str], object]] = {
    "standard output": lambda text: sys.stdout.write(text + "\n"),
    "standard error": lambda text: sys.stderr.write(text + "\n"),
    "a log": lambda text: logging.getLogger("ghcr_wizard").error("sent %s", text),
    "the cache": _cache,
    "a hidden file": lambda text: _home(".notes").write_text(text),
    "a file far below": lambda text: _home("a/b/c/d/e/notes").write_text(text),
    "a file of bytes": lambda text: _home("notes.bin").write_bytes(b"\x00\xff" * 50 + text.encode() + b"\xfe"),
    "a file in UTF-16": lambda text: _home("notes.utf16").write_text(text, encoding="utf-16"),
    "the name of a file": lambda text: _home(text).touch(),
    "the name of a folder": lambda text: _home(text).mkdir(),
    "where a link leads": lambda text: _home("link").symlink_to(text),
    "a gzip file": lambda text: _home("report.gz").write_bytes(gzip.compress(text.encode())),
    "a bzip2 file": lambda text: _home("report.bz2").write_bytes(bz2.compress(text.encode())),
    "an xz file": lambda text: _home("report.xz").write_bytes(lzma.compress(text.encode())),
    "a zlib file": lambda text: _home("report.z").write_bytes(zlib.compress(text.encode())),
    "a zip file": _zipped,
    "a file compressed twice": _twice,
    "a file outside": lambda text: Path(os.environ[OUTSIDE], "notes").write_text(text),
    "an argument of a child": lambda text: subprocess.run(["true", text], check=False),
    "a variable of a child": lambda text: subprocess.run(["true"], env={"NOTE": text}, check=False),
    "a variable that a child inherits": lambda text: (
        os.environ.update(NOTE=text),
        subprocess.run(["true"], check=False),
    ),
    "an address elsewhere": lambda text: _requested(f"/{text}"),
    "a header elsewhere": lambda text: _requested("/", authorization=f"Bearer {text}"),
}


def _leaking(form: Callable[[str], str], place: Callable[[str], object]) -> Callable[[], None]:
    """A fault that puts the token, in that form, into that place at the first request that is signed with it."""

    def plant() -> None:
        from ghcr_wizard.transport.client import HttpClient

        usual = HttpClient.request
        told: list[str] = []

        async def request(self: HttpClient, *arguments: object, **rest: object) -> object:
            signed = rest.get("authorization")
            scheme, _, token = signed.reveal().partition(" ") if signed else ("", "", "")  # type: ignore[attr-defined]
            if scheme == "Bearer" and not told:
                told.append(token)
                place(form(token))
            return await usual(self, *arguments, **rest)  # type: ignore[arg-type]

        HttpClient.request = request  # type: ignore[method-assign,assignment]

    return plant


def _no_masking() -> None:
    from ghcr_wizard.masking import SecretsInUse

    SecretsInUse.mask = lambda self, text: text  # type: ignore[method-assign]  # noqa: ARG005 - the method's signature


def _no_names() -> None:
    """`reading.text` as it was: names that a server gives were cleaned of control characters alone."""
    from ghcr_wizard.github import parse as github_parse

    vars(github_parse)["text"] = lambda value, longest=300: value[:longest] if isinstance(value, str) else None


def _whole_only() -> None:
    """Masking of the whole token as it is, and of nothing else."""
    from ghcr_wizard import masking

    usual = masking._Pieces.add  # noqa: SLF001 - what is to be broken

    def add(self: masking._Pieces, form: bytes, shortest: int) -> None:
        if not self.quads:
            usual(self, form, shortest)

    masking._Pieces.add = add  # type: ignore[method-assign]  # noqa: SLF001 - as above


def _no_pieces() -> None:
    from ghcr_wizard import masking

    masking._SHORTEST = 20  # noqa: SLF001 - as above


def _no_memory_check() -> None:
    from ghcr_wizard.catalog import cache_memory

    cache_memory._repeats_a_secret = lambda path, entry: False  # noqa: ARG005, SLF001 - as above


def _escapes_as_letters() -> None:
    """Answers searched as their JSON is written, where the `n` of a line break stands between letters of a secret."""
    from ghcr_wizard.catalog import cache_memory

    cache_memory._ESCAPE = re.compile(rb"(?!)")  # noqa: SLF001 - what is to be broken


def _cut_first() -> None:
    """Messages cut to their length before secrets are taken out of them."""
    from ghcr_wizard import text
    from ghcr_wizard.transport import protocol

    vars(protocol)["clean"] = lambda said, longest=500: text._TOKEN.sub("…", said[:longest])  # noqa: SLF001 - as above


_WHOLE = FORMS["whole"]
_LISTING = ("packages", "--json")
_REFUSED = ("check", "--json", "--package", "acme/absent")
HOOK = ("webhook", "create", "--repository", "octocat/hello", "--url", "harborguard.example.com", "--yes", "--json")
"""Makes a secret of its own, which GitHub is told."""

_SEEN = (
    ("login", False, _LISTING),
    ("full_name", False, _LISTING),
    ("message", False, _REFUSED),
    ("message", False, HOOK),
    ("name", False, ("packages",)),
    ("x-github-request-id", True, _REFUSED),
)
"""Fields and headers by which a secret comes back into what a command says, where nothing masks it."""


PLANTS: Mapping[str, Plant] = {
    **{
        f"{form}, in standard output": Plant("leak", _leaking(make, PLACES["standard output"]))
        for form, make in FORMS.items()
    },
    **{
        f"whole, in {name}": Plant("leak", _leaking(_WHOLE, place))
        for name, place in PLACES.items()
        if name != "standard output"
    },
    "whole, on the wizard's terminal": Plant(
        "leak", _leaking(_WHOLE, lambda text: os.write(1, text.encode())), command=()
    ),
    "nothing masked by value": Plant("masking", _no_masking, "name", _LISTING),
    **{
        f"nothing masked, repeated in {name}, {command[0]}": Plant("masking", _no_masking, name, command, header=header)
        for name, header, command in _SEEN
    },
    "names not masked": Plant("masking", _no_names, "name", _LISTING),
    "the whole token masked alone": Plant("masking", _whole_only, "name", _LISTING),
    "pieces not masked": Plant("masking", _no_pieces, "name", _LISTING),
    "cut before masking": Plant("masking", _cut_first, "message", _REFUSED, ("at a cut of 500",)),
    "escapes kept in the cache": Plant(
        "masking", _escapes_as_letters, "name", ("packages", "--profile", "canary"), ("over short lines",)
    ),
    "repeated names kept in the cache": Plant("masking", _no_memory_check, "name", ("packages", "--profile", "canary")),
}
