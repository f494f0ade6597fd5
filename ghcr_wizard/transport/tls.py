"""Which certificates are trusted."""

import contextlib
import os
import ssl
import sys

from ghcr_wizard.file_reader import SpecialFileError, require_plain


class UnfitCertificatesError(Exception):
    """What a variable names for certificates is none; the message continues a sentence."""


def client_context() -> ssl.SSLContext:
    """A context that trusts what the operating system trusts, a company's own authority included.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` name authorities as they do for OpenSSL's own programs: on Linux OpenSSL reads
    them; macOS and Windows have stores of their own, which `truststore` asks, and there the two are added. A file that
    is not there or has no certificate in it adds nothing, as with OpenSSL.

    Raises:
        UnfitCertificatesError: `SSL_CERT_FILE` is no file, or `SSL_CERT_DIR` no folder; OpenSSL would wait for a pipe.
    """
    _refuse_special()
    if sys.platform not in {"darwin", "win32"} and ssl.get_default_verify_paths().cafile:
        # What truststore does on Linux, but once: it reads the file at every connection, 30 ms of a blocked loop each.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        return context
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.platform in {"darwin", "win32"}:
        file, directory = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
        if file or directory:
            with contextlib.suppress(OSError):
                context.load_verify_locations(cafile=file or None, capath=directory or None)
    return context


def _refuse_special() -> None:
    file = os.environ.get("SSL_CERT_FILE")
    if file and (said := _special(file)):
        raise UnfitCertificatesError(f"SSL_CERT_FILE: {said}")
    for folder in os.environ.get("SSL_CERT_DIR", "").split(os.pathsep):
        if folder and not os.path.isdir(folder) and (said := _special(folder)):  # noqa: PTH112 - no path is made of it
            raise UnfitCertificatesError(f"SSL_CERT_DIR: {said.replace('file', 'folder')}")


def _special(path: str) -> str | None:
    """What is at a path where that is no file; `None` where it is one, or nothing that can be seen."""
    try:
        require_plain(os.stat(path))  # noqa: PTH116 - likewise
    except SpecialFileError as error:
        return str(error)
    except (OSError, ValueError):
        pass
    return None
