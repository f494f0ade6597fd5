"""Error texts as programs print them, and what they must be taken for."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.explain import LONGEST, Certainty, Match, every_cause, explain
from ghcr_wizard.explain.lines import in_plain_quotes
from ghcr_wizard.explain.rows import ROWS, every_row
from ghcr_wizard.explain.rows.requests import ROWS as REQUEST_ROWS
from ghcr_wizard.explain.template import compiled, spoken
from ghcr_wizard.explain.wording import sentences
from ghcr_wizard.github.tokens import checksum_of

HEAD = 'Error response from daemon: Head "https://ghcr.io/v2/acme/api/manifests/latest":'
SAML = "Resource protected by organization SAML enforcement. You must grant your "
TABLE = Path(__file__).with_name("error_texts.txt").read_text(encoding="utf-8")
ENTRY = re.compile(r"^=> (?P<first>[a-z0-9-]+ [a-z]+)(?:; (?P<others>.*))?\n(?P<text>(?:.+\n)+)", re.MULTILINE)
TEXTS = [(found["text"].rstrip("\n"), found["first"], found["others"] or "") for found in ENTRY.finditer(TABLE)]


def test_every_entry_of_the_table_is_read() -> None:
    assert len(TEXTS) == TABLE.count("\n=> ") > 150


def row_name(value: object) -> str:
    return re.sub(r"[^\w :-]", "", str(value))[:60]


@pytest.mark.parametrize(("text", "first", "others"), TEXTS, ids=row_name)
def test_a_text_is_taken_for_its_cause(text: str, first: str, others: str) -> None:
    matches = explain(text)

    assert matches, "not recognized"
    assert f"{matches[0].code} {matches[0].certainty}" == first
    assert set(others.split()) <= {match.code for match in matches}


@pytest.mark.parametrize("text", [row.text for row in every_row()], ids=row_name)
def test_every_row_finds_the_text_it_writes(text: str) -> None:
    samples = {
        "address": "https://github.com/orgs/acme/sso",
        "broken": "503",
        "helper": "docker-credential-pass",
        "host": "ghcr.io",
        "number": "366",
        "organizations": "21955855",
        "scopes": '"repo"',
        "status": "401",
        "when": "880.092µs",
        "four": "140.82.121.33",
        "six": "[2606:50c0:8000::154]",
        "capitals": "ghcr.io/Acme/api",
        "platform": "linux/arm64/v8",
        "digest": "sha256:" + "0a" * 32,
    }
    captures = {name: samples.get(name, "acme") for name in re.findall(r"\{([a-z]+)\}", text)}
    printed = spoken_whole(text, captures)

    assert compiled(text).find(printed, printed.lower()) is not None


def spoken_whole(text: str, captures: dict[str, str]) -> str:
    body = text.removeprefix("^").removesuffix("$").replace("…", " and so on ")
    for name, value in captures.items():
        body = body.replace("{" + name + "}", value)
    return in_plain_quotes(body)


BY_OTHER_MEANS = {
    # Only a comparison with what a person chose or with the clock tells these; no program prints them.
    "token-kind-differs",
    "token-never-expires",
    "scope-excess",
    # Our own client alone looks for it, or says it of its own files and stores.
    "untrusted-realm",
    "answer-unrecognized",
    "api-version-unsupported",
    "command-failed",
    "keyring-plaintext",
    "output-unwritable",
    "profile-not-found",
    "profiles-unreadable",
    "store-unavailable",
    # Found by judging a token that stands in the text, not by words.
    "token-checksum-mismatch",
}


def test_every_cause_that_a_text_can_show_has_a_row() -> None:
    causes = [*[row.causes for row in ROWS], *[row.causes for row in REQUEST_ROWS]]
    reachable = {cause.code for some in causes for cause in some}

    assert reachable <= CAUSES.keys()
    assert CAUSES.keys() - reachable - BY_OTHER_MEANS == set()


@pytest.mark.parametrize("code", CAUSES)
def test_our_own_sentence_and_code_are_recognized(code: str) -> None:
    row = CAUSES[code]
    names = {name for text in (row.cause, row.fix) for _, name, _, _ in string.Formatter().parse(text) if name}
    filled = diagnose(row, "acme/api", **dict.fromkeys(names - {"subject"}, "something"))

    for text in (code, f"  ✗ {code}: acme/api ({row.severity})", f'      "code": "{code}",'):
        assert explain(text)[0].code == code
        assert explain(text)[0].certainty is Certainty.CERTAIN
    if len(row.cause) - len("".join(names)) > 60:
        assert code in {match.code for match in explain(f"ghcr-wizard: {filled.cause} {filled.fix}")}


def test_every_cause_is_listed_in_whole_sentences() -> None:
    listed = every_cause()

    assert [match.code for match in listed] == list(CAUSES)
    for match in listed:
        for said in (match.cause, match.fix):
            sentence = re.sub(r"\$\{\{ [a-zA-Z_.]+ \}\}", "acme", said)
            assert re.fullmatch(r"[A-Zd].*\.", sentence), sentence
            assert not re.search(r"[{}]|\(\)|  | ,|the the| \.$", sentence), sentence


HOLE = re.compile(r"[{}]|\(\s*[:;,.)\u2026]|[:;,(]\s*[.)]|“[\s:.]*”|  | [.,;:](?:\s|$)|\bin in\b|\.\.(?!\.)")
GAPS = [
    "",
    " ",
    ":",
    "…",
    "\u2026 ",
    "- ",
    ": unauthorized",
    "6.0.0:",
    '"',
    "(",
    ".",
    "getting credentials - err:",
    "\u200b",
]
ADVISED = [
    (cause.code, cause.advice)
    for causes in [*[row.causes for row in ROWS], *[row.causes for row in REQUEST_ROWS]]
    for cause in causes
    if cause.advice is not None
]


@pytest.mark.parametrize("gap", GAPS, ids=repr)
def test_no_sentence_is_set_from_an_empty_or_unsuited_piece(gap: str) -> None:
    """Every sentence, with every one of its names told by such a piece, or by none."""
    for code, advice in [*((code, None) for code in CAUSES), *ADVISED]:
        names = {
            name
            for text in (CAUSES[code].cause, CAUSES[code].fix, *(advice[:2] if advice else ()))
            for name in re.findall(r"(?<!\{)\{([a-z_]+)\}", text or "")
        }
        for told in (names, *({name} for name in names)):
            for sentence in sentences(CAUSES[code], dict.fromkeys(told, gap), advice):
                said = re.sub(
                    r"\$\{\{ [a-zA-Z_.]+ \}\}|\.config|\.docker|\.socket|\.io|….exe|….yml|docker-credential-…",
                    "x",
                    sentence,
                )
                assert not HOLE.search(said), said


ACTIONS_LOG = """\
2026-10-01T12:00:00.1234567Z Current runner version: '2.330.0'
2026-10-01T12:00:00.2234567Z ##[group]GITHUB_TOKEN Permissions
2026-10-01T12:00:00.2234568Z Contents: read
2026-10-01T12:00:00.2234569Z Packages: {packages}
2026-10-01T12:00:00.2234569Z ##[endgroup]
2026-10-01T12:00:02.0000000Z ##[group]Run docker/login-action@v4
2026-10-01T12:00:03.0000000Z Logging into ghcr.io...
2026-10-01T12:00:04.0000000Z Login Succeeded!
2026-10-01T12:00:05.0000000Z ##[group]Run docker/build-push-action@v7
{noise}
2026-10-01T12:03:00.0000000Z \x1b[31m#22 ERROR: failed to push ghcr.io/acme/team/api:1.4: denied: {refusal}\x1b[0m
2026-10-01T12:03:00.1000000Z ------
2026-10-01T12:03:00.2000000Z  > pushing ghcr.io/acme/team/api:1.4 with docker:
2026-10-01T12:03:00.4000000Z ##[error]buildx failed with: ERROR: failed to solve: failed to push \
ghcr.io/acme/team/api:1.4: denied: {refusal}
2026-10-01T12:03:01.0000000Z Post job cleanup.
"""
NOISE = "\n".join(
    f"2026-10-01T12:01:00.{number:07}Z #22 {number / 10} pushing layer sha256:{number:064x} 1.2MB / 3.4MB"
    for number in range(9_000)
)


@pytest.mark.parametrize(
    ("refusal", "packages", "code"),
    [
        ("permission_denied: write_package", "write", "actions-package-not-granted"),
        ("permission_denied: read_package", "write", "actions-package-not-granted"),
        ("installation not allowed to Create organization package", "read", "actions-packages-permission-missing"),
        ("installation not allowed to Read organization package", "none", "actions-packages-permission-missing"),
        ("permission_denied: The requested installation does not exist", "write", "actions-wrong-owner"),
        ("permission_denied: create_package", "write", "create-package-denied"),
    ],
)
def test_in_a_workflow_s_log_the_workflow_s_own_causes_come_first(refusal: str, packages: str, code: str) -> None:
    matches = explain(ACTIONS_LOG.format(noise=NOISE, refusal=refusal, packages=packages))

    assert (matches[0].code, matches[0].certainty) == (code, Certainty.CERTAIN)
    assert "package-no-write-grant" not in {match.code for match in matches}


def test_what_the_log_lists_of_the_token_decides_between_permission_and_grant() -> None:
    refusal = "permission_denied: write_package"
    without = explain(ACTIONS_LOG.format(noise="", refusal=refusal, packages="read"))
    unlisted = explain(f"##[error]denied: {refusal}")

    assert [(match.code, match.certainty) for match in without[:2]] == [
        ("actions-packages-permission-missing", Certainty.LIKELY),
        ("actions-package-not-granted", Certainty.LIKELY),
    ]
    assert "not among them" in without[0].cause
    assert (unlisted[0].code, unlisted[0].certainty) == ("actions-package-not-granted", Certainty.LIKELY)


def test_names_in_the_text_fill_the_sentences() -> None:
    absent = explain("docker pull ghcr.io/acme/team/api:1\nError: denied: requested access to the resource is denied")
    tag = explain("manifest for ghcr.io/acme/team/api:nope not found: manifest unknown: manifest unknown")
    forbidden = explain("`acme` forbids access via a personal access token (classic).")
    unresolved = explain("dial tcp: lookup containers.acme.ghe.com on 10.0.0.2:53: no such host")
    limited = explain("toomanyrequests: retry-after: 880.092µs, allowed: 44000/minute")
    helper = explain('exec: "docker-credential-desktop.exe": executable file not found in $PATH')

    assert "acme/team/api" in absent[0].cause
    assert "acme/team/api can be read, but it has no nope" in tag[0].cause
    assert forbidden[0].cause.startswith("acme forbids")
    assert "containers.acme.ghe.com" in unresolved[0].cause
    assert "880.092µs" in limited[0].fix
    assert "docker-credential-desktop.exe" in helper[0].cause


def test_a_header_s_link_is_the_address_to_go_to() -> None:
    link = "https://github.com/orgs/acme/sso?authorization_request=A0AB"
    answer = (
        f'HTTP/2 403\r\nx-github-sso: required; url={link}\r\n\r\n{{"message":"{SAML}Personal Access Token access"}}'
    )

    first = explain(answer)[0]
    foreign = explain(answer.replace("https://github.com", "https://evil.example"))[0]

    assert (first.code, first.url) == ("sso-required", link)
    assert first.cause.startswith("acme ")
    assert foreign.url is not None
    assert "evil" not in foreign.url


def test_a_live_login_before_makes_a_dead_token_unlikely() -> None:
    matches = explain(f"Login Succeeded\n{HEAD} denied: denied")

    certainties = {match.code: match.certainty for match in matches}
    assert certainties["token-rejected"] is Certainty.POSSIBLE
    assert "package-no-grant" in certainties


def test_an_error_of_another_registry_is_merely_possible_here() -> None:
    matches = explain('Head "https://registry-1.docker.io/v2/library/x/manifests/1": denied: denied')

    assert {match.certainty for match in matches} == {Certainty.POSSIBLE}


def test_a_connection_that_failed_in_a_log_is_not_taken_for_ours() -> None:
    noise = "test database: dial tcp 127.0.0.1:5432: connect: connection refused\n"
    matches = explain(noise * 50 + "docker pull ghcr.io/acme/api:1\ndenied: denied")

    assert matches[0].code == "token-rejected"
    assert explain(noise) == ()
    assert explain("dial tcp 10.0.0.7:443: connect: connection refused")[0].certainty is Certainty.CERTAIN
    ours = explain("done\n" * 50 + "dial tcp: lookup ghcr.io: no such host")
    assert ours[0].certainty is Certainty.CERTAIN


def test_the_kind_of_token_in_the_text_decides_between_causes() -> None:
    fine = explain("docker login -p github_pat_…\nError response from daemon: denied: denied")
    app = explain("docker login -u x-access-token\nLogin Succeeded\nError response from daemon: denied: denied")

    assert {m.code: m.certainty for m in fine}["fine-grained-not-accepted"] is Certainty.LIKELY
    assert app[0].code == "app-token-pull-denied"


def test_a_longer_text_says_more_than_a_part_of_it() -> None:
    create = explain("denied: installation not allowed to Create organization package")
    lookup = explain("dial tcp: lookup pkg-containers.githubusercontent.com on 10.0.0.2:53: no such host")

    assert {match.code for match in create} == {"actions-packages-permission-missing", "create-package-denied"}
    assert lookup[0].code == "blob-host-blocked"


def test_a_root_cause_stands_before_what_follows_from_it() -> None:
    text = "ghcr.io: x509: bad\nnet/http: request canceled while waiting for connection to ghcr.io"
    codes = [match.code for match in explain(text)]

    assert codes[:2] == ["tls-untrusted", "network-unreachable"]


def test_no_cause_is_named_twice_and_the_surer_come_first() -> None:
    everything = "\n".join(text for text, _, _ in TEXTS)
    matches = explain(everything)
    order = list(Certainty)

    assert len({match.code for match in matches}) == len(matches)
    places = [order.index(match.certainty) for match in matches]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello world",
        "deniedish: denied: deniedly",
        "the build passed",
        "403",
        "ssh: connect to host 10.0.0.5 port 22: Connection timed out",
        "HTTPConnectionPool(host='localhost', port=5432): Max retries exceeded with url: /health",
        '[error] connect() failed (111: Connection refused) while connecting to upstream: "http://127.0.0.1:8080/"',
        "Warning: Reference to image and/or tag must be lowercase. Reference has been converted to be compliant.",
        'time="…" level=debug msg="fetch response" status="404 Not Found" url="https://ghcr.io/v2/a/b/blobs/sha256:0"',
        "fatal: unable to access 'https://github.com/acme/api/': The requested URL returned error: 403",
        "authentication",
        "\x1b[31m\x00",
    ],
)
def test_what_is_no_error_of_ours_is_not_recognized(text: str) -> None:
    assert explain(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[1;31mdenied\x1b[0m: \x1b[31mdenied\x1b[0m",
        "\\u001b[31mdenied: denied\\u001b[0m",
        "denied:\u200b denied",
        "\ufeffdenied: denied\r\n",
        "denied:\u00a0denied",
        'msg="Head \\"https://ghcr.io/v2/acme/api/manifests/latest\\": denied: denied"',
        "2026-10-01T12:00:00.1234567Z ##[error]Error response from daemon: denied: denied",
        "Error response from daemon: Head “https://ghcr.io/v2/acme/api/manifests/1”: denied: denied",
        "DENIED: DENIED",
        "Error response from daemon: denied:\ndenied",
    ],
)
def test_colours_controls_quotes_and_wrapped_lines_do_not_hide_an_error(text: str) -> None:
    assert explain(text)[0].code == "token-rejected"


def test_markup_in_names_stays_text() -> None:
    marked = "`[@click=app.quit]x[/]` forbids access via a personal access token (classic)"
    matches = explain(f"docker pull ghcr.io/acme/[red]x[/red]\n{marked}")

    assert matches[0].code == "org-forbids-classic-pat"
    assert "click" not in matches[0].cause


HOSTILE = {
    "one long line": "a" * LONGEST,
    "brackets": "[" * LONGEST,
    "broken escapes": "\x1b]" * (LONGEST // 2),
    "parameters without end": "\x1b[" + "0;" * (LONGEST // 2),
    "backslashes": "\\" * LONGEST,
    "beginnings of a template": 'Head "' * (LONGEST // 6),
    "beginnings of a capture": "lookup " * (LONGEST // 7),
    "repeated captures": "docker-credential-" * (LONGEST // 18),
    "JSON without end": '"code" : "DENIED" , "message"' * (LONGEST // 29),
    "nearly every row on every line": 'Head "/manifests/: denied denied: x\n' * (LONGEST // 36),
    "image names without end": "ghcr.io/" + "a/" * (LONGEST // 2),
    "half tokens": "ghs_a" * (LONGEST // 5),
    "every needle on one line": " ".join(compiled(row.text).needle for row in every_row()) * 100,
    "quantifier bait": ("a" * 200 + "!") * (LONGEST // 201),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_of_the_largest_size_comes_to_an_end(name: str) -> None:
    for match in explain(HOSTILE[name] + "\nmore"):
        assert len(match.cause) < 1_500
        assert match.code in CAUSES


def test_what_lies_behind_the_bound_is_not_looked_at() -> None:
    assert explain("x" * LONGEST + "\ndenied: denied") == ()
    assert explain("x\n" * 1_000_000 + "denied: denied")[0].code == "token-rejected"


BASE62 = string.ascii_letters + string.digits


def assert_sound(matches: tuple[Match, ...]) -> None:
    assert len(matches) <= len(CAUSES)
    for match in matches:
        text = match.cause + match.fix + (match.url or "")
        assert len(text) < 3_000
        assert text.isprintable()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([text for text, _, _ in TEXTS]) | st.text(max_size=80), max_size=6).map("\n".join))
def test_any_mixture_is_answered_in_printable_sentences(text: str) -> None:
    assert_sound(explain(text))


bodies = st.text(BASE62, min_size=30, max_size=30)
tokens = st.one_of(
    st.builds(
        lambda prefix, body: f"{prefix}_{body}{checksum_of(body)}",
        st.sampled_from(["ghp", "gho", "ghu", "ghs"]),
        bodies,
    ),
    st.builds(lambda a, b: f"github_pat_{a[:22]}_{b}{a}"[:93], bodies, bodies),
    st.builds(lambda number, a, b: f"ghs_{number}_ey{a}.{b}.{a}-{b}", st.integers(1, 10**7), bodies, bodies),
    st.text("0123456789abcdef", min_size=40, max_size=40),
)


@settings(max_examples=200, deadline=None)
@given(
    token=tokens,
    shell=st.sampled_from(
        [
            "{} denied: denied",
            "`{}` forbids access via a personal access token (classic)",
            "lookup {} on 10.0.0.1: no such host",
            "docker pull ghcr.io/acme/{}\ndenied: denied",
            "docker pull ghcr.io/{}/api:{}\nmanifest unknown",
            "https://x:{}@ghcr.io/v2/ manifest unknown",
            "repository name ({}) must be lowercase",
            'exec: "docker-credential-{}": executable file not found',
            "https://github.com/orgs/{}/sso\n" + SAML,
            "Authorize in your web browser: https://github.com/orgs/acme/sso?authorization_request={}",
            "authorization: Bearer {}\nBad credentials",
        ]
    ),
)
def test_no_part_of_a_token_comes_out(token: str, shell: str) -> None:
    matches = explain(shell.replace("{}", token))

    assert_sound(matches)
    secret = token.partition("_")[2].removeprefix("pat_") or token
    shown = " ".join(match.cause + match.fix + (match.url or "") for match in matches)
    assert not [secret[i : i + 8] for i in range(len(secret) - 7) if secret[i : i + 8].lower() in shown.lower()]


def test_a_token_that_lost_its_end_is_remarked_on_without_being_shown() -> None:
    matches = explain("docker login -p ghp_Ab3dEf9hIj1kLmN5pQrStUv\ndenied: denied")

    assert matches[0].code == "token-rejected"
    truncated = next(match for match in matches if match.code == "token-truncated")
    assert "has 27" in truncated.cause
    assert not [match for match in explain("export TOKEN=ghp_xxxxxxxxxxxx") if match.code == "token-truncated"]


def test_what_is_quoted_is_the_template_s_own_words() -> None:
    assert spoken('Head "…/manifests/…": denied: denied', {}) == "denied: denied"
    assert spoken("^retry-after: {when}, allowed", {"when": "1ms"}) == "retry-after: 1ms, allowed"


CHALLENGED = """\
time="2026-10-01T12:00:00Z" level=debug msg="do request" request.method=HEAD url="https://ghcr.io/v2/acme/api/manifests/1"
time="2026-10-01T12:00:00Z" level=debug msg="fetch response received" response.status="401 Unauthorized"
time="2026-10-01T12:00:00Z" level=debug msg=Unauthorized header="Bearer realm=\\"https://ghcr.io/token\\""
< HTTP/2 401
< www-authenticate: Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"
"""


def test_the_ordinary_challenge_in_a_detailed_log_is_no_finding() -> None:
    followed = explain(CHALLENGED + "Error: manifest for ghcr.io/acme/api:1 not found: manifest unknown")
    alone = explain(CHALLENGED)

    assert followed[0].code == "tag-not-found"
    assert not {"package-private", "token-not-exchanged", "token-rejected"} & {match.code for match in followed}
    assert all(match.certainty is not Certainty.CERTAIN for match in alone)


@pytest.mark.parametrize(
    ("text", "words", "not_words"),
    [
        (
            "docker-credential-osxkeychain: User interaction is not allowed. (-25308)",
            "security unlock-keychain",
            "gnome",
        ),
        ("Cannot create an item in a locked collection", "gnome-keyring", "security unlock"),
        ("wincred: A specified logon session does not exist.", "Remote Desktop", "gnome"),
        ("gpg: decryption failed: No secret key", "GPG_TTY", "security unlock"),
        ("WSL: docker-credential-desktop.exe: Invalid argument", "WSL", "gnome"),
    ],
)
def test_a_locked_keychain_is_opened_in_the_way_of_its_system(text: str, words: str, not_words: str) -> None:
    matches = explain(text)

    assert words in matches[0].fix
    assert not [match for match in matches if not_words in match.fix]


def test_the_registry_s_placeholder_names_no_package() -> None:
    scopes = "scope=repository%3Aacme%2Fcharts%2Fapi%3Apull&scope=repository%3Auser%2Fimage%3Apull"
    matches = explain(f"failed to fetch anonymous token: GET request to https://ghcr.io/token?{scopes}: 403 Forbidden")

    assert matches[0].code == "client-outdated"
    assert not [match for match in matches if "user/image" in match.cause + match.fix]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v2/acme/api/manifests/1", "403", "package-no-grant"),
        ("PUT", "/v2/acme/api/manifests/1", "403", "package-no-write-grant"),
        ("POST", "/v2/acme/api/blobs/uploads/", "403", "package-no-write-grant"),
        ("POST", "/v2/acme/api/blobs/uploads/", "401", "token-missing"),
        ("PUT", "/v2/acme/api/blobs/upload/x?digest=y", "404", "push-transient"),
        ("GET", "/v2/acme/api/manifests/sha256:0123", "404", "index-incomplete"),
        ("HEAD", "/v2/acme/api/manifests/1", "404", "tag-not-found"),
        ("POST", "/token?scope=repository:acme/api:pull", "405", "username-empty"),
        ("GET", "/token?scope=repository:user/image:pull", "403", "token-rejected"),
        ("GET", "/v2/acme/api/tags/list", "404", "package-not-found"),
        ("GET", "/v2/acme/api/blobs/sha256:0123", "502", "registry-unavailable"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        "unexpected answer to {method} https://ghcr.io{path}: status code {status}",
        "HTTP {status} was returned for {method} https://ghcr.io{path}",
        '{method} "https://ghcr.io{path}": {status}',
        "some-client: {method} https://ghcr.io{path} failed with response: {status} Whatever",
    ],
)
def test_a_refused_request_is_judged_whatever_the_client_s_words(
    words: str, method: str, path: str, status: str, code: str
) -> None:
    matches = explain(words.format(method=method, path=path, status=status))

    assert matches, "not recognized"
    assert matches[0].code == code
    assert matches[0].certainty is not Certainty.CERTAIN


QUIET = """\
PASS src/auth.test.ts (5.1 s)
  ✓ rejects when certificate has expired (3 ms)
  ✓ password is empty gives an error (1 ms)
  ✓ unauthorized
  ✓ access_denied is shown
e2e: GET http://localhost:3000/v2/items/list 403 Forbidden
e2e: GET /api/v2/users 401 Unauthorized
db: connection refused, retrying
Error: context deadline exceeded (expected)
Status: Downloaded newer image for ghcr.io/acme/tools:1
"""


def test_a_long_log_without_an_error_of_ours_gives_nothing_but_possibilities() -> None:
    assert {match.certainty for match in explain(QUIET * 6)} <= {Certainty.POSSIBLE}


ANSWERED = [
    """\
[12] GET https://ghcr.io:443/v2/acme/api/tags/list
[12] 401 https://ghcr.io:443/v2/acme/api/tags/list
[13] 200 https://ghcr.io:443/token?service=ghcr.io&scope=repository%3Aacme%2Fapi%3Apull
[14] 200 https://ghcr.io:443/v2/acme/api/tags/list""",
    """\
[httpOci] 401 : https://ghcr.io/v2/acme/features/git/manifests/1
[httpOci] 200 on reattempt after auth: https://ghcr.io/v2/acme/features/git/manifests/1""",
    """\
<-- 401 https://ghcr.io/v2/ (167ms)
HTTP/2.0 401 Unauthorized
Www-Authenticate: Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"
<-- 200 https://ghcr.io/v2/acme/api/manifests/latest (90ms)""",
    CHALLENGED + 'level=debug msg="fetch response received" response.status="200 OK"',
]


@pytest.mark.parametrize("text", ANSWERED, ids=row_name)
def test_a_challenge_that_was_answered_means_nothing(text: str) -> None:
    assert explain(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        'Error response from daemon: Head "https://registry.acme.example/v2/api/manifests/1": denied: denied',
        "ERROR: failed to push git.acme.example/acme/api:1: unexpected status from PUT request: 403 Forbidden",
        "POST https://harbor.acme.example/v2/acme/api/blobs/uploads/: UNAUTHORIZED: unauthorized to access repository",
        'checking push permission for "harbor.acme.example/acme/api:1": UNAUTHORIZED: authentication required',
        "failed to fetch anonymous token: GET to https://nvcr.io/proxy_auth?scope=repository%3Ax: 403 Forbidden",
        "WARNING: Download from https://nvcr.io/v2/nvidia/x/manifests/1 failed: GET returned 404 Not Found",
        "npm ERR! 401 Unauthorized - GET https://npm.pkg.github.com/@acme%2fx - authentication token not provided",
        "Could not GET 'https://maven.pkg.github.com/acme/x'. Received status code 401 from server: Unauthorized",
    ],
    ids=row_name,
)
def test_an_error_of_any_other_registry_is_merely_possible_here(text: str) -> None:
    assert {match.certainty for match in explain(text)} <= {Certainty.POSSIBLE}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('Head "https://lscr.io/v2/acme/api/manifests/1": denied: denied', "token-rejected"),
        ('Get "https://containers.acme.example/v2/acme/api/manifests/1": denied: denied', "token-rejected"),
        ("docker pull ghrc.io/acme/api: no such host", "registry-host-typo"),
    ],
)
def test_a_front_a_server_of_one_s_own_and_a_wrong_name_are_not_another_registry(text: str, code: str) -> None:
    matches = explain(text)

    assert (matches[0].code, matches[0].certainty is Certainty.POSSIBLE) == (code, False)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('Error response from daemon: Get "https://ghcr.io/v2/": denied: denied', "token-rejected"),
        ("GET https://ghcr.io/token?scope=repository%3Aacme%2Fapi%3Apull: DENIED: denied", "token-rejected"),
        ("Error: Docker login for 'ghcr.io' failed with exit code 1", "token-rejected"),
        ("failed to push ghcr.io/acme/api:1: denied: permission_denied: write_package", "package-no-write-grant"),
        ("Error: Username and password required", "secret-empty"),
        ("no matching manifest for linux/arm64/v8 in the manifest list entries", "platform-missing"),
        ("lookup ghcr.io on 10.0.0.2:53: no such host", "dns-failure"),
    ],
    ids=row_name,
)
def test_in_a_long_log_the_line_that_matters_comes_first(lines: str, code: str) -> None:
    noise = f"{QUIET}Login Succeeded\ngzip: stdin: unexpected end of file\nECONNRESET, again\n"
    matches = explain(noise * 30 + lines + "\n" + noise * 10)

    assert matches[0].code == code
    assert "push-transient" not in {match.code for match in matches if match.certainty is not Certainty.POSSIBLE}


def test_a_refreshed_token_is_asked_of_github_and_not_of_the_registry() -> None:
    matches = explain("unexpected status from HEAD request to https://ghcr.io/v2/acme/api/manifests/1: 403 Forbidden")

    scopes = next(match for match in matches if match.code == "scope-read-packages-missing")
    assert "gh auth refresh -h github.com" in scopes.fix


def test_on_a_machine_of_another_host_nothing_is_said_of_what_this_program_sent() -> None:
    matches = explain("GitHub Enterprise Server 3.20\nHead https://ghcr.io/v2/acme/api/manifests/1: denied: denied")

    assert "token-host-mismatch" in {match.code for match in matches}
    assert not [match for match in matches if "sent" in match.cause]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("dial tcp 127.0.0.1:5432: connect: connection refused\ndocker pull ghcr.io/acme/api", Certainty.POSSIBLE),
        ("proxyconnect tcp: dial tcp 127.0.0.1:7890: connect: connection refused", Certainty.CERTAIN),
        ("proxyconnect tcp: dial tcp 10.0.0.1:9999: connect: connection refused", Certainty.CERTAIN),
        ('Get "https://ghcr.io/v2/": dial tcp 10.0.0.1:8443: connect: connection refused', Certainty.CERTAIN),
        ("read tcp 172.17.0.2:58002->140.82.113.33:443: read: connection timed out", Certainty.LIKELY),
        ("lookup ghcr.io on 127.0.0.1:53: server misbehaving", Certainty.CERTAIN),
    ],
)
def test_a_connection_to_another_service_is_not_ours_and_one_to_a_proxy_is(text: str, certainty: Certainty) -> None:
    assert explain(text)[0].certainty is certainty


def test_a_client_s_empty_entry_is_told_as_what_it_is() -> None:
    told = {match.code: match.cause for match in explain("Error response from daemon: denied: denied")}

    assert "an entry for the registry with nothing in it" in told["client-config-invalid"]
    assert "client-config-invalid" not in {match.code for match in explain("Login Succeeded\ndenied: denied")}


def test_a_number_keeps_its_sign() -> None:
    assert ": -25308" in explain("Error: unhandledError(status: -25308)")[0].cause


def test_who_pulls_with_a_dead_token_is_told_to_log_out_first_and_who_pushes_is_not() -> None:
    pulled = explain("docker pull ghcr.io/acme/api:1\ndenied: denied")[0]
    pushed = explain("docker push ghcr.io/acme/api:1\ndenied: denied")[0]

    assert (pulled.code, pushed.code) == ("token-rejected", "token-rejected")
    assert "docker logout ghcr.io" in pulled.fix
    assert "logout" not in pushed.fix


def test_the_token_endpoint_s_401_is_not_taken_for_the_challenge() -> None:
    body = '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}'
    bare = explain(f"https://ghcr.io/v2/acme/api/manifests/1\n{body}")[0]
    asked = explain(f"GET https://ghcr.io/token?scope=repository:acme/api:pull: status code 401: {body}")[0]

    assert (bare.code, asked.code) == ("package-private", "package-private")
    assert "not an error" in bare.cause
    assert "not an error" not in asked.cause


def test_an_organization_named_under_the_error_is_told() -> None:
    link = "https://github.com/orgs/acme/sso?authorization_request=ABC"
    match = explain(f"gh: {SAML}OAuth token access (HTTP 403)\nAuthorize in your web browser: {link}")[0]

    assert (match.code, match.url) == ("sso-required", link)
    assert match.cause.startswith("acme ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "You need at least delete:packages and read:packages scope to delete a package version.",
            "-s delete:packages",
        ),
        ('This API operation needs the "write:packages" scope', "-s write:packages"),
        ("You cannot delete the last tagged version of a package.", "Delete this package"),
        ("Public versions with more than 5000 downloads cannot be deleted.", "GitHub's support"),
    ],
)
def test_what_the_api_says_of_deleting_is_not_answered_with_the_api(text: str, words: str) -> None:
    first = explain(text)[0]

    assert words in first.fix
    assert "through GitHub's API" not in first.fix


def test_a_token_cut_in_two_by_a_link_does_not_come_out() -> None:
    token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"
    image = f"ghcr.io/acme/[{token[:12]}](https://github.com/acme/api){token[12:]}"

    shown = " ".join(match.cause + match.fix for match in explain(f"docker pull {image}:1\nmanifest unknown"))
    assert shown
    assert not [start for start in range(4, 32) if token[start : start + 8].lower() in shown.lower()]


def test_an_engine_that_answered_later_was_not_out_of_reach() -> None:
    waiting = "Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?"
    pushed = "The push refers to repository [ghcr.io/acme/api]\ndenied: permission_denied: write_package"

    assert (explain(waiting)[0].code, explain(waiting)[0].certainty) == ("engine-unreachable", Certainty.CERTAIN)
    assert explain(f"{waiting}\n{pushed}")[0].code == "package-no-write-grant"
