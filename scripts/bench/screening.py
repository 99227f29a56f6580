"""The judgement of reviews before simulated crowds and on the pilot: python3 scripts/bench/screening.py [--seeds N].

Every figure stands beside its target and beside what simpler ways reach on the same reviews: always Yes, the majority,
accepting whatever comes. The pilot's reviews and the nominees are read at ../shared.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        sys.exit("Nothing is set up here.\nRun `python3 scripts/setup --dev` first.")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])  # noqa: S606

sys.path.insert(0, str(ROOT / "tests"))

from crowd.figures import Figures, auc, by_kind, figures, run, verified_share  # noqa: E402 - found from here on
from crowd.nominees import excluded, recognised  # noqa: E402
from crowd.reviewers import Kind, colluders, crowd, write  # noqa: E402
from crowd.screening import Screened  # noqa: E402
from quadrille.screening.judging.replay import replay  # noqa: E402
from quadrille.screening.replay_command import read_all  # noqa: E402
from real_data import shared  # noqa: E402

NOMINEES, POOL = 400, 300
"""Nominees screened, and people to draw from, for each seed."""

MANY = 10_000
"""Reviews of the replay that is timed."""


def main(seeds: int) -> None:
    """Print everything."""
    screened = [one for seed in range(seeds) for one in run(recognised(NOMINEES, seed), crowd(POOL, seed), seed)]
    _print_figures(f"{len(screened)} nominees with planted defects", figures(screened))
    turned_away = [one for seed in range(seeds) for one in run(excluded(), crowd(POOL, 1_000 + seed), seed)]
    _print_figures(f"{len(turned_away)} screenings of nominees that were turned away", figures(turned_away))
    _print_kinds(screened)
    _print_colluders()
    _print_pilot()
    _print_time()


def _print_figures(title: str, found: Figures) -> None:
    print(f"\n{title}")
    print(
        f"  defects found        {found.panel.recall:6.1%}   target 90 %; panels without the expert "
        f"{found.alone.recall:.1%}, majority {found.majority.recall:.1%}, always Yes {found.always_yes.recall:.0%}"
    )
    print(
        f"  false alarms         {found.panel.false_alarms:6.2%}   limit 5 %; panels without the expert "
        f"{found.alone.false_alarms:.2%}, majority {found.majority.false_alarms:.2%}"
    )
    print(f"  reviewers assigned   {found.reviewers:6.2f}   limit 4")
    print(f"  questions to expert  {found.escalated:6.1%}")  # fmt: skip


def _print_kinds(screened: list[Screened]) -> None:
    judged = by_kind(screened)
    careful = judged[Kind.CAREFUL]
    print("\nkind                  reviews  verified  accept-all  AUC of careful over it")
    for kind, mine in sorted(judged.items()):
        target = "   target 95 %" if kind in (Kind.LAZY, Kind.RANDOM) else ""
        score = auc(careful[:1_000], mine[:1_000])
        print(f"{kind:20}  {len(mine):7}  {verified_share(mine):8.1%}        100 %  {score:9.1%}{target}")
    gap = verified_share(careful) - verified_share(judged[Kind.DISSENTER])
    print(f"careful dissenters are verified {abs(gap):.1%} {'less' if gap > 0 else 'more'} often; limit 2 %")


def _print_colluders() -> None:
    print("\ncolluding share   verified   honest work   wrong decisions")
    for share in (0.1, 0.33, 0.5, 0.95):
        pool = [*crowd(round(POOL * (1 - share)), 5), *colluders(round(POOL * share), 5)]
        screened = run(recognised(300, 5), pool, 5)
        judged = by_kind(screened)
        wrong = figures(screened).panel
        print(f"{share:15.0%}   {verified_share(judged[Kind.COLLUDER]):8.1%}   "
              f"{verified_share(judged[Kind.CAREFUL]):11.1%}   defects missed {1 - wrong.recall:.1%}, "
              f"false alarms {wrong.false_alarms:.1%}")  # fmt: skip


def _print_pilot() -> None:
    reviews, _ = read_all(sorted(shared("data", "pilot-reviews").glob("*.json")), {})
    found = replay(reviews)
    panel = found.panel
    assert panel.agreement_with_full is not None
    assert panel.escalated is not None
    print(
        f"\nthe pilot: {len(reviews)} reviews, alpha {found.agreement.alpha:.3f} "
        f"({found.agreement.low:.3f} to {found.agreement.high:.3f})"
    )
    print(
        f"  agreement with the full crowd  {panel.agreement_with_full:.2%}   target 99 % on {panel.questions} questions"
    )
    print(
        f"  reviewers asked                {panel.mean_reviewers:.2f}     limit 3.0; to experts {panel.escalated:.1%}"
    )
    print(f"  verified                       {sum(one.is_verified for one in found.verdicts)} of {len(reviews)}; "
          "accept-all as the pilot did: all")  # fmt: skip


def _print_time() -> None:
    pool = crowd(3_000, 6)
    reviews = [
        write(person, nominee, 1_700_000_000 + place).review
        for number, nominee in enumerate(recognised(MANY // 13 + 1, 6))
        for place, person in enumerate(pool[number % 200 : number % 200 + 13])
    ][:MANY]
    began = time.process_time()
    replay(reviews)
    print(f"\nreplay of {len(reviews)} reviews: {time.process_time() - began:.1f} s of one core; limit 5 s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    main(parser.parse_args().seeds)
