"""`hotich audit`: is the log of acts whole?"""

from __future__ import annotations

from registers.catalogue import say
from tui.cli.command import Answer, ExitCode, command, noun
from tui.cli.office import opened

app = noun("audit", say("cli.audit"))


@command(app, "verify", say("cli.audit_verify"))
def verify() -> Answer:
    """Follow the chain of the log from its first line, and look for entries it does not account for."""
    from storage import chain

    with opened() as store:
        report = chain.verify(store)
    document = {
        "ok": report.ok,
        "lines": report.lines,
        "head": report.head,
        "faults": [
            {"seq": f.seq, "fault": f.kind, "subject": f.subject, "revision": f.revision, "detail": str(f)}
            for f in report.faults
        ],
    }
    if report.ok:
        return Answer(document, [say("cli.audit_ok", lines=report.lines, head=report.head)])
    lines = [say("cli.audit_broken", lines=report.lines), *(f"  {fault}" for fault in report.faults)]
    return Answer(document, lines, [say("cli.audit_advice")], ExitCode.PART)
