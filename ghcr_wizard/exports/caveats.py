"""What is true of a kind of token wherever it is put: how long it lasts, and whether GHCR takes it at all.

GitHub docs "Working with the Container registry" (classic tokens), "Generating an installation access token" (one
hour), "Refreshing user access tokens" (eight hours).
"""

from ghcr_wizard.exports.document import Caveat, ExportSource
from ghcr_wizard.formatting import day
from ghcr_wizard.github.tokens import TokenKind

_SHORT_LIVED = {
    TokenKind.APP_INSTALLATION: ("a GitHub App installation token", "one hour after it was generated"),
    TokenKind.APP_USER: ("a GitHub App user token", "after eight hours at most"),
}
_REFUSED = {
    TokenKind.FINE_GRAINED_PAT: (
        "GitHub documents that Packages takes no fine-grained token: login succeeds, pulling is normally refused. "
        "A classic token with read:packages is what works."
    ),
    TokenKind.APP_USER: "GitHub's packages API refuses tokens of this kind; what the registry does is not known.",
}


def of_token(source: ExportSource, consequence: str) -> tuple[Caveat, ...]:
    """What to know about this token where it is stored once and used for long, the serious things first.

    Args:
        source: What the export is made from.
        consequence: What happens when the token ends: the end of a sentence.
    """
    rows = []
    if source.kind in _SHORT_LIVED:
        kind, end = _SHORT_LIVED[source.kind]
        rows.append(Caveat(f"This is {kind}: it ends {end}, and then {consequence}.", serious=True))
    if source.kind in _REFUSED:
        rows.append(Caveat(_REFUSED[source.kind], serious=True))
    if source.kind is TokenKind.OAUTH:
        text = (
            "This is an OAuth token, such as gh's own: it expires when its program logs out, and often has more scopes."
        )
        rows.append(Caveat(text))
    if source.excess:
        text = (
            f"This token can do more than read packages: it can also {source.excess}. Anyone who can read this "
            "secret gets the same access."
        )
        rows.append(Caveat(text, serious=True))
    if source.kind is not TokenKind.NONE and source.kind not in _SHORT_LIVED:
        rows.append(Caveat(_end(source, consequence)))
    return tuple(rows)


def _end(source: ExportSource, consequence: str) -> str:
    if source.expires_at is not None:
        end = day(source.expires_at)
        return f"The token expires on {end}, and then {consequence}: export again with a new one before that day."
    if source.never_expires:
        return "The token never expires: anyone who reads it where it is stored can use it until it is revoked."
    return f"When the token expires or is revoked, {consequence}: export again with the new token."
