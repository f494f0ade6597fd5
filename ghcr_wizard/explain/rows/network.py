"""The network between: names, connections, certificates, proxies, and the second host of the registry."""

from ghcr_wizard.explain.row import certain, likely, possible, row

_BLOBS = "pkg-containers.githubusercontent.com"

ROWS = (
    # The host of the layers
    *(
        row(f"{_BLOBS} … {words}", certain("blob-host-blocked"))
        for words in (
            "no such host",
            "i/o timeout",
            "connection refused",
            "connection reset",
            "connection timed out",
            "certificate",
            "forbidden",
            "403",
            "timeout",
            "EOF",
            "server misbehaving",
        )
    ),
    row(f"Could not resolve host: {_BLOBS}", certain("blob-host-blocked")),
    row(f"Failed to connect to {_BLOBS}", certain("blob-host-blocked")),
    row(_BLOBS, possible("blob-host-blocked")),
    # Names
    row("lookup {host}: no such host", certain("dns-failure")),
    row("lookup {host} on … no such host", certain("dns-failure")),
    row("lookup {host} on … server misbehaving", certain("dns-failure")),
    row("lookup {host} … i/o timeout", certain("dns-failure")),
    row("lookup {host}: Temporary failure in name resolution", certain("dns-failure")),
    row("Could not resolve host: {host}", certain("dns-failure")),
    row("Could not resolve proxy: {host}", certain("dns-failure")),
    row("no such host", certain("dns-failure")),
    row("No such host is known", certain("dns-failure")),
    row("Temporary failure in name resolution", certain("dns-failure")),
    row("Name or service not known", certain("dns-failure")),
    row("nodename nor servname provided", certain("dns-failure")),
    row("getaddrinfo failed", certain("dns-failure")),
    row("getaddrinfo ENOTFOUND {host}", certain("dns-failure")),
    row("No address associated with hostname", certain("dns-failure")),
    # Certificates
    row("x509: certificate signed by unknown authority", certain("tls-untrusted")),
    row("x509: certificate has expired or is not yet valid", certain("tls-untrusted"), possible("clock-skew")),
    row("x509: certificate is valid for … not {host}", certain("tls-untrusted")),
    row("x509:", likely("tls-untrusted")),
    row("tls: failed to verify certificate", certain("tls-untrusted")),
    row("unable to get local issuer certificate", certain("tls-untrusted")),
    row("self-signed certificate", certain("tls-untrusted")),
    row("self signed certificate", certain("tls-untrusted")),
    row("CERTIFICATE_VERIFY_FAILED", certain("tls-untrusted")),
    row("SSL certificate problem", certain("tls-untrusted")),
    row("server certificate verification failed", certain("tls-untrusted")),
    row("server gave HTTP response to HTTPS client", likely("network-unreachable"), possible("registry-unavailable")),
    # Connections and proxies
    row("proxyconnect tcp", certain("network-unreachable")),
    row("Proxy Authentication Required", certain("network-unreachable")),
    row("Tunnel connection failed", certain("network-unreachable")),
    row("CONNECT tunnel failed", certain("network-unreachable")),
    row("Failed to connect to {host} port", certain("network-unreachable")),
    row("connect: connection refused", certain("network-unreachable")),
    row("Connection refused", likely("network-unreachable")),
    row("connect: network is unreachable", certain("network-unreachable")),
    row("Network is unreachable", certain("network-unreachable")),
    row("No route to host", certain("network-unreachable")),
    row("i/o timeout", likely("network-unreachable"), possible("github-incident")),
    row("TLS handshake timeout", likely("network-unreachable"), possible("github-incident")),
    row("Client.Timeout exceeded", likely("network-unreachable"), possible("github-incident")),
    row("net/http: request canceled while waiting for connection", likely("network-unreachable")),
    row("context deadline exceeded", possible("network-unreachable"), possible("github-incident")),
    row("connection reset by peer", likely("network-unreachable"), possible("github-incident")),
    row("forcibly closed by the remote host", likely("network-unreachable")),
    row("Connection timed out", likely("network-unreachable"), possible("github-incident")),
    row("Operation timed out", likely("network-unreachable")),
    row("Remote end closed connection without response", likely("network-unreachable")),
    row("unexpected EOF", possible("network-unreachable"), possible("registry-unavailable")),
)
