from pathlib import Path

from tests.store.kill import run


def test_nothing_acknowledged_is_lost_or_doubled_in_twenty_kills(tmp_path: Path) -> None:
    tally = run(tmp_path, kills=20, seed=7)
    assert (tally.kills, tally.lost, tally.doubled, tally.torn) == (20, 0, 0, 0)
    assert tally.acknowledged > 100
    assert tally.slowest_open < 10
