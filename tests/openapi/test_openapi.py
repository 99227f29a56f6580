"""Two minutes of a stranger's requests to the whole API: no fault of ours, no answer that its description forbids.

And nothing is taken that it forbids. `scripts/soak api` does the same for longer.
"""

import requests

from openapi.judge import judge, server

SECONDS = 120


def test_the_api_does_what_its_description_says():
    with server() as url:
        described = requests.get(f"{url}/openapi.json", timeout=30).json()["paths"]
        verdict = judge(url, SECONDS)
    assert not verdict.has_failed, verdict.words
    every = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert every <= verdict.operations
    # Else the judge would only have met refusals. Much waits for what others do first: a vote, a close, a panel.
    assert len(verdict.done) >= len(every) // 4, sorted(every - verdict.done)
    assert not [answer for answer in verdict.answers if answer[1] >= 500]
