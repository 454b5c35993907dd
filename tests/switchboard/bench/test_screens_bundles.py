import json
from pathlib import Path

import pytest

from switchboard.bench.blocks import CouldNotMeasure
from switchboard.bench.screens_bundles import bundles


def test_each_kind_of_work_has_the_size_of_its_page(tmp_path: Path) -> None:
    sizes = {"operator": 96.5, "supervisor": 36.7, "manager": 42, "plan": 60}
    (tmp_path / "sizes.json").write_text(json.dumps({"gzip_kb": sizes}))
    assert bundles(tmp_path) == {"operator": 96.5, "wall": 36.7, "review": 42.0}


@pytest.mark.parametrize("text", [None, "", "{}", '{"gzip_kb": {"operator": 1}}', "[]"])
def test_screens_that_are_not_built_are_told(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "sizes.json").write_text(text)
    with pytest.raises(CouldNotMeasure, match="make web"):
        bundles(tmp_path)
