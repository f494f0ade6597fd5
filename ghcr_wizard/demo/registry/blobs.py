"""Blobs that are never stored: described by a seed, made again whenever they are asked for.

A layer is an uncompressed tar archive holding one file, so its digest and its `diff_id` are the same and both true.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_CHUNK: Final = 1 << 20
_RECORD: Final = 512
_END_OF_ARCHIVE: Final = b"\0" * (2 * _RECORD)

# Uncompressed sizes in bytes, of the order of the real ones.
_BASE_SIZES: Final = {
    "scratch": 1_900_000,
    "alpine": 3_600_000,
    "python": 17_400_000,
    "debian": 28_200_000,
    "jvm": 44_700_000,
}


@dataclass(frozen=True, slots=True)
class Blob:
    """A blob's digest and size, and what it is made from: literal `content`, or a layer's `path` and `length`."""

    digest: str
    size: int
    content: bytes | None = None
    path: str = ""
    length: int = 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the blob's bytes."""
        if self.content is not None:
            yield self.content
        else:
            yield from _tar_chunks(self.path, self.length)


def sha256(content: bytes) -> str:
    """Return the digest of `content` in the OCI notation."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def literal(content: bytes) -> Blob:
    """Return the blob of these bytes."""
    return Blob(sha256(content), len(content), content)


def _tar_chunks(path: str, length: int) -> Iterator[bytes]:
    """Yield a tar archive with one file of `length` bytes whose content depends on its path."""
    header = tarfile.TarInfo(path)
    header.size = length
    yield header.tobuf(tarfile.USTAR_FORMAT)
    pattern = hashlib.sha256(path.encode()).digest() * (_CHUNK // hashlib.sha256().digest_size)
    for start in range(0, length, _CHUNK):
        yield pattern[: min(_CHUNK, length - start)]
    yield b"\0" * (-length % _RECORD) + _END_OF_ARCHIVE


def layer(path: str, length: int) -> Blob:
    """Return the layer holding the file `path` of `length` bytes."""
    digest = hashlib.sha256()
    size = 0
    for chunk in _tar_chunks(path, length):
        digest.update(chunk)
        size += len(chunk)
    return Blob(f"sha256:{digest.hexdigest()}", size, path=path, length=length)


@lru_cache(maxsize=64)
def base_layer(name: str, platform: str) -> Blob:
    """Return the base image's layer; shared by all images of this base and platform, as in real registries."""
    return layer(f"base/{name}/{platform.replace('/', '-')}", _BASE_SIZES[name])
