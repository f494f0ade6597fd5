"""What every screen looks like: messages, panes, selections, wide and narrow, with and without color."""

import pytest

from tests.tui.wizard import NARROW, WIDE, wizard


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_messages_have_lines_of_their_own_above_the_keys_and_cover_nothing(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.expect(lambda: run.app.demo_ready)
        await run.press("enter")
        await run.expect("How do you want to authenticate?")
        before = run.text.splitlines()

        run.app.say("Saved to the keyring.")
        run.app.say("Something has to be said at some length. " * 5, "warning")
        await run.expect("at some length")

        after = run.text.splitlines()
        said = next(number for number, line in enumerate(after) if "Saved to the keyring." in line)
        assert after[:10] == before[:10]
        assert "at some length" in after[said + 1]
        assert after[-1] == before[-1]
        assert "How do you want" in "".join(after[:said])
