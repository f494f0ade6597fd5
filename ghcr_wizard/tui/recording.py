"""Textual's switches that would record what is typed and pasted, switched off before Textual is loaded."""

from collections.abc import MutableMapping

_FEATURES = "TEXTUAL"
_RECORDING = frozenset({"debug", "devtools"})
"""Features that send what happens to a console of Textual's own (`textual console`)."""


def stop_recording(environment: MutableMapping[str, str]) -> tuple[str, ...]:
    """Take the switches out of the environment; return the names of those that were on.

    `TEXTUAL_DEBUG` has every key and paste written to `keys.log` in the current folder, readable by all, a token too
    (textual/_xterm_parser.py). `TEXTUAL_LOG` stays: what the app writes there of keys and pastes is their length.
    """
    found = []
    if environment.pop("TEXTUAL_DEBUG", "") == "1":
        found.append("TEXTUAL_DEBUG")
    features = [each.strip() for each in environment.get(_FEATURES, "").split(",")]
    if not _RECORDING.isdisjoint(features):
        found.append(_FEATURES)
        environment[_FEATURES] = ",".join(each for each in features if each not in _RECORDING)
    return tuple(found)
