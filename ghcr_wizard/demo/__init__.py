"""A simulated GitHub and GHCR, served on loopback by real sockets.

It answers as GitHub's documentation and recorded exchanges say GitHub answers, so that the wizard can be
tried and judged without an account. It shares no code with the client it is there to judge.
"""
