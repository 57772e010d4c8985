"""What the runs of a verification cost, claim by claim."""

from collections.abc import Iterable

from fc.runs.records import Store, key
from fc.verdicts.claim import Claim


def cost_text(claims: Iterable[Claim], store: Store) -> str:
    """Lines with the runs and the core seconds of each claim, and of all; see `fc.verify`.

    A run that several claims share is counted for the first, so that the lines add up. All runs
    must be in the store, else a FileNotFoundError.
    """
    counted = set[tuple[str, int]]()
    lines, total = list[str](), 0.0
    for claim in claims:
        own = {(key(job), run) for job, run in claim.jobs()} - counted
        seconds = sum(map(store.seconds, own))
        counted, total = counted | own, total + seconds
        lines.append(f"{claim.id:32} {len(own):6} runs {seconds:9.1f} s")
    return "\n".join([*lines, f"{'all':32} {len(counted):6} runs {total:9.1f} s of one core"])
