"""What is said about a pasted token without asking anybody."""

import pickle

import pytest

from ghcr_wizard.github.tokens import Checksum, TokenKind, checksum_of, decode, inspect_token
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean, redact

CLASSIC = "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"
FINE_GRAINED = "github_pat_" + "1" * 22 + "_" + "a" * 59
INSTALLATION = "ghs_123456_" + "eyJhbGciOiJSUzI1NiJ9" + "." + "x-Y_" * 100 + "." + "sig-nature_" * 8


def codes(pasted: str, *expected: TokenKind) -> list[str]:
    return [row.code for row in inspect_token(pasted, frozenset(expected)).diagnoses]


def test_the_published_samples_have_the_checksum_they_end_with() -> None:
    assert checksum_of("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == "0mLq17"
    assert checksum_of("ZJDeVREhkptGF7Wvep0NwJWlPEQP7a") == "0t2nxL"


@pytest.mark.parametrize(
    ("token", "kind", "checksum"),
    [
        (CLASSIC, TokenKind.CLASSIC_PAT, Checksum.VALID),
        (CLASSIC[:-1] + "8", TokenKind.CLASSIC_PAT, Checksum.INVALID),
        (CLASSIC.replace("ghp_", "gho_"), TokenKind.OAUTH, Checksum.VALID),
        (CLASSIC.replace("ghp_", "ghu_"), TokenKind.APP_USER, Checksum.VALID),
        (CLASSIC.replace("ghp_", "ghs_"), TokenKind.APP_INSTALLATION, Checksum.VALID),
        (INSTALLATION, TokenKind.APP_INSTALLATION, Checksum.NOT_APPLICABLE),
        (FINE_GRAINED, TokenKind.FINE_GRAINED_PAT, Checksum.NOT_APPLICABLE),
        ("0123456789abcdef0123456789abcdef01234567", TokenKind.LEGACY, Checksum.NOT_APPLICABLE),
        ("correct-horse-battery", TokenKind.UNKNOWN, Checksum.NOT_APPLICABLE),
    ],
)
def test_the_kind_and_checksum_are_read_from_the_form(token: str, kind: TokenKind, checksum: Checksum) -> None:
    inspection = inspect_token(token)
    assert (inspection.kind, inspection.checksum) == (kind, checksum)
    assert inspection.secret == Secret(token)


@pytest.mark.parametrize(
    ("pasted", "removed"),
    [
        (CLASSIC, ()),
        (f"\n{CLASSIC}\r\n", ("line breaks",)),
        (f"  {CLASSIC}\t", ("blanks",)),
        (f'"{CLASSIC}"', ("quotes",)),
        (f"\ufeff{CLASSIC}\u200b", ("invisible characters",)),
        (f"Authorization: Bearer {CLASSIC}", ("an authorization scheme",)),
        (f"bearer {CLASSIC}", ("an authorization scheme",)),
        (f"CR_PAT={CLASSIC}", ("a variable's name",)),
        (f"export GHCR_TOKEN='{CLASSIC}';", ("a trailing semicolon or comma", "a variable's name", "quotes")),
        (f"octocat:{CLASSIC}", ("a variable's name",)),
    ],
)
def test_what_people_paste_around_a_token_is_trimmed_and_named(pasted: str, removed: tuple[str, ...]) -> None:
    inspection = inspect_token(pasted)
    assert inspection.secret == Secret(CLASSIC)
    assert set(inspection.trimmed) == set(removed)


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("", "token-missing"),
        (" \r\n\t ", "token-missing"),
        ("''", "token-missing"),
        ("ghp_abc\n123", "token-malformed"),
        ("two words", "token-malformed"),
        ("https://github.com/settings/tokens", "token-malformed"),
        ('{"token": "x"}', "token-malformed"),
        ("ghp_\x00abc", "token-malformed"),
        ("ghp_äöü" + "a" * 33, "token-malformed"),
        ("-----BEGIN RSA PRIVATE KEY-----", "token-malformed"),
        ("x" * 10_000_000, "token-malformed"),
    ],
)
def test_what_cannot_be_a_token_is_refused_and_yields_no_secret(pasted: str, code: str) -> None:
    inspection = inspect_token(pasted)
    assert [row.code for row in inspection.diagnoses] == [code]
    assert inspection.secret is None
    assert not inspection.usable


def test_remarks_never_refuse_a_token() -> None:
    assert codes(CLASSIC[:-3]) == ["token-truncated"]
    assert codes(CLASSIC[:-1] + "8") == ["token-checksum-mismatch"]
    assert codes("my-password") == ["token-unrecognised"]
    assert codes(FINE_GRAINED, TokenKind.CLASSIC_PAT) == ["token-kind-differs"]
    assert codes(INSTALLATION[:60]) == []
    assert codes("ghs_short") == []
    assert inspect_token(CLASSIC[:-3]).usable


@pytest.mark.parametrize(
    "raw",
    [
        CLASSIC.encode(),
        b"\xef\xbb\xbf" + CLASSIC.encode() + b"\r\n",
        CLASSIC.encode("utf-16"),
        CLASSIC.encode("utf-16-le") + b"\r\x00\n\x00",
        CLASSIC.encode("utf-16-be"),
    ],
)
def test_standard_input_is_understood_in_every_encoding_a_shell_pipes(raw: bytes) -> None:
    assert inspect_token(decode(raw)).secret == Secret(CLASSIC)


def test_binary_input_is_malformed() -> None:
    assert [row.code for row in inspect_token(decode(bytes(range(256)))).diagnoses] == ["token-malformed"]


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(CLASSIC)
    assert CLASSIC not in f"{secret} {secret!r} {secret:>50}"
    assert CLASSIC not in repr(inspect_token(CLASSIC))
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize("token", [CLASSIC, FINE_GRAINED, INSTALLATION, "0123456789abcdef0123456789abcdef01234567"])
def test_every_form_of_token_is_redacted_inside_a_text(token: str) -> None:
    redacted = redact(f"denied for {token}, try again")
    assert redacted.startswith("denied for ")
    assert redacted.endswith("…, try again")
    assert token[12:40] not in redacted


def test_foreign_text_becomes_one_bounded_printable_line() -> None:
    assert clean("a\x1b[31mb\nc\u202ed\u200b") == "a[31mb cd"
    assert clean("x" * 1_000_000, 20) == "x" * 19 + "…"
