"""What a person set: read from `settings.toml`, where an unfit entry costs itself alone; written entry by entry.

The file is the person's: what is written changes one line of it, and leaves comments and everything else as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ghcr_wizard.file_reader import UnreadableFileError, read_file
from ghcr_wizard.paths import NoHomeError, Paths

CHOICES = MappingProxyType(
    {
        "times": ("local", "utc"),
        "sort": ("name", "pushed", "versions"),
        "split": ("auto", "30", "40", "50", "60", "70", "80"),
    }
)
"""The entries that are one of few words, the usual one first."""

_KINDS = {
    "theme": (str, "the name of a theme, in quotes"),
    "plain": (bool, "true or false"),
    "keymap": (dict, "a table of names and keys"),
}
_ENTRIES = (*_KINDS, *CHOICES)
_LONGEST_FILE = 64 * 1024
_MOST_BROKEN_LINES = 20
_DEEPEST = 2
"""Dots in the name of what a key does, at most."""


class SettingsError(Exception):
    """A setting could not be written; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set; what was not is as it is without a file.

    Attributes:
        theme: The name of the colors; empty for what suits the terminal.
        times: `local` or `utc`.
        sort: What packages are sorted by: `name`, `pushed` or `versions`.
        split: Percent of the screen that the tree has beside its details, or `auto`.
        plain: Whether questions line by line take the place of the screens.
        keymap: Keys by the name of what they do.
        problems: What was wrong in the file, a sentence each.
        path: The file that choices are written to; `None` where they last as long as the program runs.
    """

    theme: str = ""
    times: str = CHOICES["times"][0]
    sort: str = CHOICES["sort"][0]
    split: str = CHOICES["split"][0]
    plain: bool = False
    keymap: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    path: Path | None = None


def user_settings() -> Settings:
    """This user's settings; those without a file where there is no folder for one."""
    try:
        return read_settings(Paths.standard().settings_file)
    except NoHomeError:
        return Settings()


def read_settings(path: Path) -> Settings:
    """The settings in a file; those without one where there is none."""
    try:
        file = read_file(path, _LONGEST_FILE)
        text = file.content.decode("utf-8-sig") if file else ""
    except UnreadableFileError as error:
        return Settings(problems=(f"{path.name} is not used: {error}.",), path=path)
    except UnicodeDecodeError:
        return Settings(problems=(f"{path.name} is not used: it is not UTF-8 text.",), path=path)
    if not text.strip():
        return Settings(path=path)
    problems: list[str] = []
    entries = _entries(text, problems)
    fit = {name: value for name, value in entries.items() if _is_fit(name, value, problems)}
    if "keymap" in fit:
        fit["keymap"] = _keymap(fit["keymap"], problems)
    return Settings(**fit, problems=tuple(f"{path.name}: {problem}" for problem in problems), path=path)  # type: ignore[arg-type]  # as `_is_fit` said


def keep_setting(path: Path, name: str, value: str) -> None:
    """Write one entry, blocking: its line is replaced, or added above the first table.

    Raises:
        SettingsError: The file cannot be written, or is broken: it is the person's, and not written anew.
    """
    from ghcr_wizard.files import LockTimeoutError, locked, write_atomically

    try:
        with locked(path):
            file = read_file(path, _LONGEST_FILE)
            changed = _with_entry(file.content.decode("utf-8") if file else "", name, value)
            write_atomically(path, changed.encode(), file.status if file else None)
    except (UnreadableFileError, LockTimeoutError) as error:
        raise SettingsError(f"{path.name} could not be written: {error}") from None
    except OSError as error:
        raise SettingsError(f"{path.name} could not be written ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise SettingsError(f"{path.name} is broken, so it was not changed. `ghcr-wizard doctor` says where.") from None


def _entries(text: str, problems: list[str]) -> dict[str, object]:
    """What the file says; a line that is no TOML is left out, and said."""
    import re
    import tomllib

    lines = text.split("\n")
    for _ in range(_MOST_BROKEN_LINES):
        try:
            return tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            said = str(error)
        except RecursionError:
            break
        place = re.search(r"\(at line (\d+), column \d+\)", said)
        number = int(place[1]) if place else len(lines)
        problems.append(f"line {number} is not valid and was left out: {_shown(said.partition(' (at ')[0])}.")
        lines[number - 1] = ""
    problems[:] = ["nothing in it is used, as it is not TOML."]
    return {}


def _is_fit(name: str, value: object, problems: list[str]) -> bool:
    """Whether the entry is known, and its value one that it can have; what is wrong is said."""
    if name not in _ENTRIES:
        import difflib

        near = difflib.get_close_matches(name, _ENTRIES, n=1)
        problems.append(f"{_shown(name)} is not a setting{f'; did you mean {near[0]}?' if near else '.'}")
        return False
    if name in CHOICES:
        fit, wanted = value in CHOICES[name], "one of these, in quotes: " + ", ".join(CHOICES[name])
    else:
        kind, wanted = _KINDS[name]
        fit = isinstance(value, kind)
    if not fit:
        problems.append(f"{name} must be {wanted}.")
    return fit


def _keymap(table: object, problems: list[str]) -> dict[str, str]:
    """Names and keys, also where a name with a dot was written without quotes and so became a table in the table."""
    flat: dict[str, str] = {}

    def flatten(part: object, name: str) -> None:
        if isinstance(part, dict) and name.count(".") < _DEEPEST:
            for key, value in part.items():
                flatten(value, f"{name}.{key}" if name else key)
        elif isinstance(part, str):
            flat[name] = part
        else:
            problems.append(f"keymap: {_shown(name)} must be a key, in quotes.")

    flatten(table, "")
    return flat


def _with_entry(text: str, name: str, value: str) -> str:
    """The text with one entry changed, and nothing else.

    Raises:
        ValueError: It is no TOML, or the entry stands where it cannot be found, such as in a text of several lines.
    """
    import re
    import tomllib

    entry = f'{name} = "{value}"'
    lines = text.split("\n")
    table = next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    old = next((at for at, line in enumerate(lines[:table]) if re.match(rf"\s*{name}\s*=", line)), None)
    if old is not None:
        comment = re.search(r"""=\s*(?:"[^"]*"|'[^']*'|\w+)\s*(#.*)$""", lines[old])
        lines[old] = f"{entry}  {comment[1]}" if comment else entry
    elif table < len(lines):
        while table and lines[table - 1].startswith("#"):
            table -= 1  # what is said of the table stays with it
        lines[table:table] = [entry, ""]
    else:
        lines.insert(len(lines) - (not lines[-1]), entry)
    changed = "\n".join(lines)
    if tomllib.loads(changed) != tomllib.loads(text) | {name: value}:
        raise ValueError(name)
    return changed


def _shown(foreign: str) -> str:
    from ghcr_wizard.text import clean

    return clean(foreign, 80)
