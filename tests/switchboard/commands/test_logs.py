"""What the commands that read a call log share: clear ends for every bad file."""

import gzip
from pathlib import Path

import pytest
import typer

from routing.plan import QueuePlan, RoutingPlan
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.statistics import Tally
from stats.metrics import ServiceLevelVariant
from switchboard.commands.logs import level_rules, model_of, read_log
from tests.support.call_logs import played
from vocabulary.ids import QueueId

HEADER = "call_id,arrived_at,queue,priority,caller,answered_at,operator,ended_at,outcome\n"
ROW = (
    "1,2026-03-02T09:00:00+00:00,billing,0,,2026-03-02T09:00:05+00:00,anna,"
    "2026-03-02T09:03:00+00:00,answered\n"
)


def test_plain_and_gzip_are_told_apart_by_their_content(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.gz", tmp_path / "b.csv"
    plain.write_text(HEADER + ROW)
    packed.write_bytes(gzip.compress((HEADER + ROW).encode()))
    assert read_log(plain) == read_log(packed)
    assert len(read_log(plain)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"a,b\n", "no column"),
        ((HEADER + ROW.replace("2026-03-02T09:00:05+00:00", "soon")).encode(), "line 2"),
        (HEADER.encode() + b"\xff\xfe", "not UTF-8"),
        (gzip.compress((HEADER + ROW).encode(), mtime=0)[:-9], "damaged or cut short"),
    ],
)
def test_a_bad_file_ends_in_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, told: str
) -> None:
    file = tmp_path / "calls.csv"
    file.write_bytes(content)
    with pytest.raises(typer.Exit) as ended:
        read_log(file)
    assert ended.value.exit_code == 2
    shown = capsys.readouterr().err
    assert told in shown
    assert str(file) in shown.replace("\n", "")


def test_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        read_log(tmp_path / "none.csv")
    assert "No such file" in capsys.readouterr().err


def test_the_centre_and_its_rules_follow_log_and_plan() -> None:
    model, _fit = model_of(played(LongestIdleFirstCome(), days=2)[2], 1)
    billing = QueueId("billing")
    plan = RoutingPlan(queues={billing: QueuePlan(queue=billing, name="B", threshold_s=40)})
    rules = level_rules(model, plan, ServiceLevelVariant.ALL_OFFERED)
    assert rules.threshold_s.tolist() == [40.0, 20.0, 20.0]
    assert rules.service_level(Tally(8, 4, 2, 0, 0)) == pytest.approx(0.4)


def test_nobody_answered_cannot_be_replayed(capsys: pytest.CaptureFixture[str]) -> None:
    calls = [
        call._replace(answered=None, operator=None)
        for call in played(LongestIdleFirstCome(), days=2)[2]
    ]
    with pytest.raises(typer.Exit) as ended:
        model_of(calls, 1)
    assert ended.value.exit_code == 1
    assert "no answered call" in capsys.readouterr().err
