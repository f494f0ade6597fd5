"""Secrets in use are masked by value: in every form they may be repeated in, before a cut, and in a cache file."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from ghcr_wizard.catalog.cache_entries import CachedAnswer, entry_of
from ghcr_wizard.catalog.cache_memory import CachedAnswers
from ghcr_wizard.credentials.command import CommandLineError, words_of
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.github.parse import packages, parse_account, parse_package
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean
from ghcr_wizard.transport import json_reader
from ghcr_wizard.transport.protocol import parsed
from ghcr_wizard.tui.widgets.tree_line import fit
from ghcr_wizard.webhooks.address import HookAddressError, parse_address

# Of no form that a pattern knows: what is found, is found by value.
BODY = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"
LEGACY = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567"


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def noise(seed: int, length: int) -> str:
    """Letters and digits without a meaning."""
    raw = b"".join(hashlib.sha256(f"{seed} {part}".encode()).digest() for part in range(length // 32 + 1))
    return base64.b64encode(raw, b"xy").decode()[:length]


FORMS = {
    "whole": BODY,
    "reversed": BODY[::-1],
    "upper": BODY.upper(),
    "lower": BODY.lower(),
    "hexadecimal": BODY.encode().hex(),
    "percent-encoded": "".join(f"%{code:02X}" for code in BODY.encode()),
    "base64": _coded(BODY),
    "base64, percent-encoded": "".join(f"%{ord(c):02X}" if c in "+/=" else c for c in _coded(f"??>{BODY}")),
    "base64 after one character": _coded(f"u{BODY}"),
    "base64 after two": _coded(f"u:{BODY}"),
    "base64 for addresses": base64.urlsafe_b64encode(f"??>{BODY}".encode()).decode().rstrip("="),
    "blanks": " ".join(BODY),
    "lines": "\n".join((BODY[:9], BODY[9:20], BODY[20:])),
    "invisible": "\u200b".join(BODY),
    "the first eight": BODY[:8],
    "the last eight": BODY[-8:],
    "beside a letter": f"x{BODY}x",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_in_use_is_masked_in_every_form(form: str) -> None:
    secret = Secret(f"ghp_{BODY}")
    shown = clean(f"said {FORMS[form]} again")
    assert "…" in shown
    letters = "".join(filter(str.isalnum, shown)).casefold()
    forms = ("".join(filter(str.isalnum, text)).casefold() for text in (FORMS[form], BODY, BODY[::-1]))
    assert not any(text[at : at + 8] in letters for text in forms for at in range(len(text) - 7))
    assert secret


def test_a_legacy_token_beside_a_letter_is_masked() -> None:
    secret = Secret(LEGACY)
    assert LEGACY[:8] not in clean(f"x{LEGACY}")
    assert secret


def test_a_secret_is_masked_before_the_text_is_cut() -> None:
    secret = Secret(BODY)
    assert BODY[:8] not in clean("a" * 40 + BODY, 60)
    assert secret


def test_names_that_a_server_gives_are_masked() -> None:
    secret = Secret(f"ghp_{BODY}")
    account = parse_account({"login": BODY, "type": "User"})
    package = parse_package({"name": f"team/{BODY}", "repository": {"full_name": f"acme/{BODY}"}}, "acme")
    assert account is not None
    assert package is not None
    assert BODY[:8] not in f"{account} {package}"
    assert secret


def test_an_answer_that_repeats_a_secret_is_not_remembered(tmp_path: Path) -> None:
    secret = Secret(f"ghp_{BODY}")
    memory = CachedAnswers(tmp_path, ("ghcr.io", "https://api.github.com"))
    path = "/user/packages?page=1"
    for entry in (
        CachedAnswer('"tag"', f'[{{"name":"{BODY}"}}]'.encode(), {}),
        CachedAnswer(f'"{BODY}"', b"[]", {}),
        CachedAnswer('"tag"', b"[]", {"link": f"<https://api.github.com/{BODY}>; rel=next"}),
    ):
        memory.met(path, entry)
        assert memory.entry(path) is None
    memory.met(path, CachedAnswer('"tag"', b"[]", {}))
    assert memory.entry(path) is not None
    assert secret


def _page(name: str, *, escaped: bool = False) -> bytes:
    """A page of GitHub's with a package of that name among others, its letters written as escapes if told so."""
    rows = [{"name": f"team/api{number}", "owner": {"login": "acme"}} for number in range(50)]
    page = json.dumps([*rows, {"name": "NAME", "owner": {"login": "acme"}}])
    written = "".join(f"\\u{ord(letter):04x}" for letter in name) if escaped else json.dumps(name)[1:-1]
    return page.replace("NAME", written).encode()


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_a_page_of_clean_names_hides_no_secret_among_them_however_it_is_written(form: str, escaped: bool) -> None:
    secret = Secret(f"ghp_{BODY}")

    found = packages(parsed(_page(f"said {FORMS[form]}", escaped=escaped)), None)

    assert found is not None
    assert [row.name for row in found[:50]] == [f"team/api{number}" for number in range(50)]
    assert "…" in found[50].name
    letters = "".join(filter(str.isalnum, found[50].name)).casefold()
    bare = "".join(filter(str.isalnum, FORMS[form])).casefold()
    assert not any(bare[at : at + 8] in letters for at in range(len(bare) - 7))
    del secret


def test_a_name_that_was_clean_is_not_once_it_is_a_secret_s() -> None:
    other = noise(11, 36)
    before = packages(parsed(_page(other)), None)
    secret = Secret(f"ghp_{other}")
    after = packages(parsed(_page(other)), None)

    assert before is not None
    assert after is not None
    assert (before[50].name, after[50].name) == (other, "…")
    del secret


@pytest.mark.parametrize(
    "name", ["ghp_" + noise(7, 36), "a\x1bb", "a\u202eb", "x" * 400, "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + ".c"]
)
def test_a_name_that_is_not_clean_is_cleaned_among_clean_ones(name: str) -> None:
    found = packages(parsed(_page(name)), None)

    assert found is not None
    assert found[50].name == clean(name, 300, is_name=True) != name


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_that_repeats_a_secret_behind_escapes_is_not_remembered(form: str, tmp_path: Path) -> None:
    secret, memory = Secret(f"ghp_{BODY}"), CachedAnswers(tmp_path, ("ghcr.io", "https://api.github.com"))
    document = parsed(_page(f"\n{FORMS[form]}\t\u200b"))
    entry = entry_of("/orgs/acme/packages?page=1", document, {"etag": "1"})
    assert entry is not None
    memory.met("/orgs/acme/packages?page=1", entry)

    assert memory.entry("/orgs/acme/packages?page=1") is None
    del secret


def test_addresses_that_begin_alike_hide_no_secret(tmp_path: Path) -> None:
    secret, memory = Secret(f"ghp_{BODY}"), CachedAnswers(tmp_path, ("ghcr.io", "https://api.github.com"))
    front = "https://github.com/orgs/acme/packages/container/package/"
    for place, addresses in enumerate(
        (
            (front + "a", front + BODY[:9]),
            (front + "a", f"https://{BODY[4:14]}.example/"),
            (f"{front}{BODY[:8]}", front),
        )
    ):
        path = f"/orgs/acme/packages?page={place}"
        entry = entry_of(path, [{"name": "a", "html_url": address} for address in addresses], {"etag": "1"})
        assert entry is not None
        memory.met(path, entry)
        assert memory.entry(path) is None
    del secret


def test_what_merely_holds_a_secret_is_not_masked_word_by_word() -> None:
    secret = Secret(f"apiVersion: v1\nmetadata: {BODY}\n", is_document=True)
    assert clean("apiVersion and metadata") == "apiVersion and metadata"
    assert secret


def test_no_word_of_a_key_s_armor_is_masked() -> None:
    secret = Secret(f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n-----END RSA PRIVATE KEY-----\n")
    assert clean("the RSA private key begins here") == "the RSA private key begins here"
    assert secret


def test_a_secret_that_is_gone_is_not_looked_for() -> None:
    secret = Secret("acme/team/package-pasted-by-mistake")
    assert "…" in clean("acme/team/package-pasted-by-mistake")
    del secret
    assert clean("acme/team/package-pasted-by-mistake") == "acme/team/package-pasted-by-mistake"


# What a person could have thought up: found as a whole, never by a word of it.
PASSWORDS = (
    "hunter22",
    "harborguard1",
    "correct horse battery staple",
    "Sommer2024!geheim",
    "Passw0rd!",
    "infrastructure",
)


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_is_masked_as_a_whole(password: str) -> None:
    secret = Secret(password)
    for form in (password, password[::-1], password.upper(), _coded(password), password.encode().hex()):
        assert clean(f"said ({form}) again") in {
            "said (…) again",
            "said (…!) again",
            "said (!…) again",
            "said (…==) again",
            "said (…=) again",
        }
    assert secret


@pytest.mark.parametrize("secret", ["password", "packages", "octocat", "abc123", "token", "Registry", "containers"])
def test_a_word_or_a_short_text_never_masks(secret: str) -> None:
    kept = Secret(secret)
    text = f"the {secret} packages of octocat, their containers, a password, my-{secret}-registry"
    assert clean(text) == text
    assert kept


def test_the_words_of_a_password_stay_where_they_stand_alone() -> None:
    kept = [Secret(password) for password in ("harborguard1", "containers-harborguard1", "octocat2024")]
    for text in (
        "harborguard",
        "acme/harborguard",
        "containers",
        "ghcr.io/octocat/packages",
        "https://packages.example.com",
    ):
        assert clean(text) == text
    assert kept


def test_no_ordinary_name_is_masked_beside_many_secrets() -> None:
    kept = [Secret(f"ghp_{noise(number, 36)}") for number in range(20)]
    kept += [Secret(noise(900, 1_600)), Secret(LEGACY)]
    words = (
        "acme",
        "team",
        "api",
        "gateway",
        "notification",
        "service",
        "infrastructure",
        "worker",
        "payments",
        "v1.2.3",
    )
    for number in range(5_000):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        name = f"{words[number % 10]}/{words[number // 10 % 10]}-{words[number // 100 % 10]}-{number} sha256:{digest}"
        assert clean(name) == name
    assert kept


def test_bearers_without_end_are_not_all_looked_for() -> None:
    kept = [Secret(f"Bearer {noise(1_000 + number, 60)}") for number in range(300)]
    assert "…" in clean(noise(1_299, 60))
    assert clean(noise(1_000, 60)) == noise(1_000, 60)
    assert kept


def test_a_commit_is_a_name_in_tags_and_labels_and_a_token_elsewhere() -> None:
    commit = "67f16857656915120a75696cd3dd331b3257c5f8"

    assert json_reader.text(commit) == commit
    assert commit not in clean(f"denied for {commit}")
    legacy = Secret(commit)
    assert json_reader.text(commit) != commit
    assert legacy


def test_a_commit_s_digest_is_no_token_where_it_names_a_tag() -> None:
    subject = f"ghcr.io/acme/team/api:{LEGACY}"
    assert diagnose(CAUSES["tag-not-found"], subject, reference=LEGACY).subject == subject
    assert fit(LEGACY, 50) == LEGACY
    assert LEGACY not in clean(f"denied for {LEGACY}")


def test_a_token_is_called_one_where_none_belongs() -> None:
    with pytest.raises(CommandLineError, match="looks like a token"):
        words_of(f"echo ghp_{BODY}")
    with pytest.raises(HookAddressError, match="must not contain a token"):
        parse_address(f"https://guard.example/ghp_{BODY}")
