"""Whatever a server or a file holds, it is refused or read safely; `python -m tests.hardening` tries far more of it."""

import pytest

from tests.hardening.fuzz import PARSERS, Parser, fuzz

_INPUTS = 80


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
def test_hostile_input_is_read_safely(parser: Parser) -> None:
    result = fuzz(parser, _INPUTS)
    assert result.tried >= 1
    assert result.finding == ""


def test_a_parser_that_breaks_is_found_out() -> None:
    import hypothesis.strategies as st

    assert fuzz(Parser("broken", st.text(), lambda text: [text][len(text)]), 50).finding.startswith("IndexError")
    assert "U+" in fuzz(Parser("unsafe", st.text(), lambda text: text + "\x1b"), 50).finding
