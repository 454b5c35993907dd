"""`callwright doctor`: says what is wrong and how to mend it."""

from typing import Annotated

import typer

from switchboard.commands.common import FAILED, out, read_settings, run_async, show_json
from switchboard.doctor import Finding, examine


def doctor(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Check this installation. Changes nothing; exit status 1 if something is wrong."""

    async def work() -> None:
        findings = [finding async for finding in examine(read_settings())]
        if json:
            show_json({"checks": [finding._asdict() for finding in findings]})
        else:
            for finding in findings:
                _tell(finding)
        if not all(finding.ok for finding in findings):
            raise typer.Exit(FAILED)

    run_async(work)


def _tell(finding: Finding) -> None:
    sign = "ok  " if finding.ok else "BAD "
    out.print(f"{sign} {finding.name:18} {finding.detail}", markup=False, soft_wrap=True)
    if finding.mend:
        out.print(f"     mend: {finding.mend}", markup=False, soft_wrap=True)
