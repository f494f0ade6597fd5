"""Which certificates are trusted."""

import contextlib
import os
import ssl
import sys


def client_context() -> ssl.SSLContext:
    """A context that trusts what the operating system trusts, a company's own authority included.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` name authorities as they do for OpenSSL's own programs: on Linux OpenSSL reads
    them; macOS and Windows have stores of their own, which `truststore` asks, and there the two are added. A file that
    is not there or has no certificate in it adds nothing, as with OpenSSL.
    """
    if sys.platform not in {"darwin", "win32"} and ssl.get_default_verify_paths().cafile:
        # What truststore does on Linux, but once: it reads the file at every connection, 30 ms of a blocked loop each.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        return context
    import truststore  # noqa: PLC0415 - not needed before the first request

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.platform in {"darwin", "win32"}:
        file, directory = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
        if file or directory:
            with contextlib.suppress(OSError):
                context.load_verify_locations(cafile=file or None, capath=directory or None)
    return context
