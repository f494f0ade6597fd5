"""What the program withstands: `python -m tests.hardening [INPUTS]` from the project's folder prints its tables.

Leaks: places searched for each kind of token and command, and where it was found. Repeated: the same while GitHub
repeats every secret it is sent, in one field or header at a time, and where no command ever met that field. Planted:
faults put into the program as it runs, which the search has to find. Killed: every write killed at a hundred places.
Fuzz: inputs tried with each parser
of foreign text (1,000 unless told otherwise). Faults: each command under each fault. Load: very many packages while
GitHub stumbles, and answers as large as are taken. Exit status 1 if a row is open.
Takes half an hour and more.
"""

import asyncio
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from tests.hardening import faults, fuzz, glut, kills, leaks, load, planted, terminal, walks
from tests.hardening.machine import machine

_INPUTS = 1_000


def main(inputs: int) -> int:
    """Print the tables; 0 if no row is open."""
    warnings.simplefilter("ignore")
    problems = [*_leaks(), *_repeated(), *_planted(), *_signals(), *_killed(), *_fuzz(inputs), *_faults(), *_load()]
    _say(f"\n{len(problems)} open rows")
    for problem in problems:
        _say(f"  {problem}")
    return 1 if problems else 0


def _leaks() -> Iterator[str]:
    _say(f"\nLeaks\n\n{'kind of token':30} {'commands':>9} {'places searched':>16} {'hits':>5}")
    for kind in leaks.KINDS:
        with tempfile.TemporaryDirectory() as folder:
            rows = leaks.search(Path(folder, "machine"), kind)
        rows.append(asyncio.run(walks.search_wizard(kind)))
        hits = [f"{row.kind}: {row.command}: {place}" for row in rows for place in row.hits]
        _say(f"{kind:30} {len(rows):>9} {sum(row.places for row in rows):>16} {len(hits):>5}")
        yield from hits


def _repeated() -> Iterator[str]:
    _say(f"\nRepeated\n\n{'field or header':42} {'times':>6} {'forms':>6} {'places searched':>16} {'hits':>5}")
    for place, header in planted.REPEATED:
        found = planted.repeat(place, header=header, rounds=4)
        row = f"{place:42} {found.said.total():>6} {len(found.said):>6} {found.places:>16} {len(found.hits):>5}"
        _say(row + ("" if found.said else "  unseen: no command that is tried meets it"))
        yield from found.hits
    for place in planted.UNSEEN:
        _say(f"not looked into: {place}")


def _planted() -> Iterator[str]:
    sound = planted.sound()
    yield from (f"nothing planted, and found in {hit}" for hit in sound.hits)
    missed = [name for name in planted.FAULTS if not planted.seek(name).hits]
    _say(f"\nPlanted faults found: {len(planted.FAULTS) - len(missed)} of {len(planted.FAULTS)}")
    yield from (f"planted and not found: {name}" for name in missed)


def _signals() -> Iterator[str]:
    _say("\nThe wizard in a real terminal, ended by a signal\n")
    for number in terminal.SIGNALS:
        with tempfile.TemporaryDirectory() as folder:
            problem = terminal.signaled(number, machine(Path(folder, "machine")).environment)
        _say(f"{number.name:10} {problem or 'ends as it has to, the terminal whole'}")
        if problem:
            yield f"the wizard, {number.name}: {problem}"


def _killed() -> Iterator[str]:
    _say(f"\nKilled by signal 9\n\n{'write':36} {'places':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for row in kills.kill((*kills.WRITES, *kills.FAULTY), room=Path(folder)):
            is_open = not row.problems if row.write in kills.FAULTY else bool(row.problems)
            found = f"wrong at {len(row.problems)}" if row.problems else "old or new, and the next run cleans up"
            _say(f"{row.write:36} {len(row.places):>6}  {found}{', as it has to be' * (row.write in kills.FAULTY)}")
            if is_open:
                yield f"{row.write}, killed: {'; '.join(row.problems[:3]) or 'nothing found wrong'}"


def _fuzz(inputs: int) -> Iterator[str]:
    _say(f"\nHostile input\n\n{'parser':46} {'inputs':>7} {'slowest':>10}  finding")
    for parser in fuzz.PARSERS:
        result = fuzz.fuzz(parser, inputs)
        _say(f"{result.name:46} {result.tried:>7,} {result.slowest * 1_000:>7.1f} ms  {result.finding or 'none'}")
        if result.finding:
            yield f"{result.name}: {result.finding}"


def _faults() -> Iterator[str]:
    names = [command.name for command in faults.COMMANDS]
    _say("\nFaults: exit statuses\n\n" + " " * 28 + "  ".join(names))
    with tempfile.TemporaryDirectory() as folder, faults.prepared(Path(folder, "model")) as (server, model):
        for row, trouble in enumerate(faults.TROUBLES):
            cells = [
                faults.try_cell(command, trouble, server, model, Path(folder, f"{row}-{column}"))
                for column, command in enumerate(faults.COMMANDS)
            ]
            shown = (f"{cell.status}{' !' if cell.problem else ''}".rjust(len(cell.command)) for cell in cells)
            _say(f"{trouble.name:28}" + "  ".join(shown))
            yield from (f"{cell.command}, {cell.trouble}: {cell.problem}" for cell in cells if cell.problem)
    for walk in walks.WALKS:
        problem = asyncio.run(walks.walk(walk))
        _say(f"the wizard, {walk.name}: {problem or 'as it has to be'}")
        if problem:
            yield f"the wizard, {walk.name}: {problem}"


def _load() -> Iterator[str]:
    _say(f"\nLoad\n\n{'persona':12} {'listed':>16} {'requests':>9} {'at once':>8} {'a minute':>9} {'memory':>9}")
    for name in glut.BODIES:
        with tempfile.TemporaryDirectory() as folder:
            weighed = glut.weigh(name, Path(folder))
        found = "; ".join(weighed.problems) or "as for honest answers"
        _say(f"every list has {name + ',':36} at most {weighed.memory:>4} MiB, {found}")
        yield from (f"memory, {name}: {problem}" for problem in weighed.problems)
    for persona, every in (("enterprise", 12), ("colossus", 60)):
        with tempfile.TemporaryDirectory() as folder:
            row = load.listing(persona, Path(folder, "machine"), every=every, times=2)
        listed = f"{row.packages:,} of {row.there:,}"
        _say(
            f"{persona:12} {listed:>16} {row.requests:>9,} {row.at_once:>8} {row.a_minute:>9} {row.memory:>5.0f} MiB"
            f"  {row.problem or ('complete' if row.complete else 'said to be incomplete')}"
        )
        if row.problem:
            yield f"load, {persona}: {row.problem}"


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the tables are what this program is for


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _INPUTS))
