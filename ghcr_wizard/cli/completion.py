"""`ghcr-wizard completion SHELL`: a script that completes commands, targets, options and their values.

It is made from the commands' own parsers, and is static: in a shell it starts this program for the names of profiles
alone.
"""

import argparse
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from ghcr_wizard.cli.commands import COMMANDS
from ghcr_wizard.cli.help import SETTINGS
from ghcr_wizard.cli.outcome import CommandError
from ghcr_wizard.cli.parsing import Parser
from ghcr_wizard.cli.streams import write_all
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.exports.form import NAMES
from ghcr_wizard.github.auth_methods import BY_NAME
from ghcr_wizard.github.scopes import Purpose

_SHELLS = ("bash", "zsh", "fish", "powershell")
_TOP = ("--registry", "--demo", "--serve", "--version", "--help")
_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "--demo": tuple(PERSONAS),
        "--for": NAMES,
        "--method": tuple(info.method.value for info in BY_NAME.values() if info.storable),
        "--print": ("token", "username"),
        "--purpose": tuple(Purpose),
        "--store": tuple(store.value for store in Store if store is not Store.SESSION),
    }
)
"""The values of options that have few."""

_FILES = ("--output", "--private-key", "--trace")
_PROFILES = 'ghcr-wizard profiles --json 2>/dev/null | sed -n \'s/^ *"name": "\\(.*\\)",$/\\1/p\''
_DESCRIPTION = """\
Print a script that completes this program's commands in a shell:

  bash        ghcr-wizard completion bash > ~/.local/share/bash-completion/completions/ghcr-wizard
  zsh         ghcr-wizard completion zsh > "${fpath[1]}/_ghcr-wizard"
  fish        ghcr-wizard completion fish > ~/.config/fish/completions/ghcr-wizard.fish
  powershell  ghcr-wizard completion powershell >> $PROFILE
"""


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's argument."""
    parser = subparsers.add_parser(
        "completion", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shell", metavar="SHELL", help=f"one of: {', '.join(_SHELLS)}")


def run(args: argparse.Namespace) -> int:
    """Print the script; return the exit status."""
    makers = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}
    if args.shell not in makers:
        raise CommandError(f"SHELL is one of: {', '.join(_SHELLS)}")
    return write_all(makers[args.shell](_words()))


def _words() -> dict[str, tuple[str, ...]]:
    """What may follow a command, or a command with its target: its options and whatever else is one of few."""
    parser = Parser(prog="ghcr-wizard")
    subparsers = parser.add_subparsers()
    for name in COMMANDS:
        import_module(f"ghcr_wizard.cli.{name}").add_parser(subparsers)
    found = {path: words for path, words in parser.words().items() if path}
    return {"": (*COMMANDS, *_TOP), **found, "completion": _SHELLS, "help": (*COMMANDS, SETTINGS)}


def _bash(words: dict[str, tuple[str, ...]]) -> str:
    values = "".join(f"    {option}) words='{' '.join(each)}' ;;\n" for option, each in _VALUES.items())
    paths = "".join(f"      '{path}') words='{' '.join(each)}' ;;\n" for path, each in words.items())
    return f"""\
# bash completion of ghcr-wizard
_ghcr_wizard() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}" path="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${{COMP_WORDS[i]}}" in -*) break ;; *) path="${{path:+$path }}${{COMP_WORDS[i]}}" ;; esac
  done
  COMPREPLY=()
  case "$prev" in
    {"|".join(_FILES)}) return ;;
    --profile) words="$({_PROFILES})" ;;
{values}    *) case "$path" in
{paths}    esac ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}}
complete -o default -F _ghcr_wizard ghcr-wizard
"""


def _zsh(words: dict[str, tuple[str, ...]]) -> str:
    values = "".join(f"    {option}) found=({' '.join(each)}) ;;\n" for option, each in _VALUES.items())
    paths = "".join(f"      '{path}') found=({' '.join(each)}) ;;\n" for path, each in words.items())
    return f"""\
#compdef ghcr-wizard
_ghcr_wizard() {{
  local prev="${{words[CURRENT-1]}}" path_="" each
  local -a found
  for each in "${{(@)words[2,CURRENT-1]}}"; do
    case "$each" in -*) break ;; *) path_="${{path_:+$path_ }}$each" ;; esac
  done
  case "$prev" in
    {"|".join(_FILES)}) _files; return ;;
    --profile) found=(${{(f)"$({_PROFILES})"}}) ;;
{values}    *) case "$path_" in
{paths}    esac ;;
  esac
  compadd -a found
}}
if [ "$funcstack[1]" = "_ghcr-wizard" ]; then _ghcr_wizard "$@"; else compdef _ghcr_wizard ghcr-wizard; fi
"""


def _fish(words: dict[str, tuple[str, ...]]) -> str:
    values = "".join(
        f"    case {option}\n      printf '%s\\n' {' '.join(each)}\n      return\n" for option, each in _VALUES.items()
    )
    paths = "".join(f"    case '{path}'\n      printf '%s\\n' {' '.join(each)}\n" for path, each in words.items())
    return f"""\
# fish completion of ghcr-wizard
function __ghcr_wizard_words
  set -l given (commandline -opc)
  switch $given[-1]
    case {" ".join(_FILES)}
      __fish_complete_path (commandline -ct)
      return
    case --profile
      {_PROFILES}
      return
{values}  end
  set -l path
  for each in $given[2..]
    string match -q -- '-*' $each; and break
    set -a path $each
  end
  switch "$path"
{paths}  end
end
complete -c ghcr-wizard -f -a '(__ghcr_wizard_words)'
"""


def _powershell(words: dict[str, tuple[str, ...]]) -> str:
    values = "".join(f"    '{option}' = '{' '.join(each)}'\n" for option, each in _VALUES.items())
    paths = "".join(f"    '{path}' = '{' '.join(each)}'\n" for path, each in words.items())
    return f"""\
# PowerShell completion of ghcr-wizard
Register-ArgumentCompleter -Native -CommandName ghcr-wizard -ScriptBlock {{
  param($word, $ast, $position)
  $values = @{{
{values}  }}
  $paths = @{{
{paths}  }}
  $given = @($ast.CommandElements | Where-Object {{ $_.Extent.EndOffset -lt $position }} | ForEach-Object {{ "$_" }})
  $path = @()
  foreach ($each in ($given | Select-Object -Skip 1)) {{ if ($each -like '-*') {{ break }}; $path += $each }}
  if ($given[-1] -eq '--profile') {{
    $found = (ghcr-wizard profiles --json | ConvertFrom-Json).profiles.name
  }} elseif ($values.ContainsKey($given[-1])) {{
    $found = $values[$given[-1]] -split ' '
  }} else {{
    $found = "$($paths[$path -join ' '])" -split ' '
  }}
  $found | Where-Object {{ $_ -like "$word*" }} | ForEach-Object {{
    [System.Management.Automation.CompletionResult]::new($_)
  }}
}}
"""
