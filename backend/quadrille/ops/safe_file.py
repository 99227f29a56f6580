"""A step as a file for a Safe, whose owners sign it together: what its Transaction Builder opens (version 1.0)."""

import json
import time

from quadrille.rounds.steps.plan import Plan

VERSION = "1.0"
"""Of the builder's format: github.com/safe-global/safe-react-apps, apps/tx-builder."""


def safe_file(plan: Plan, chain_id: int) -> bytes:
    """Every call of the plan in its order; they happen together or not at all."""
    document = {
        "version": VERSION,
        "chainId": str(chain_id),
        "createdAt": int(time.time()) * 1_000,
        "meta": {"name": "Quadrille", "description": str(plan.summary)},
        "transactions": [
            {
                "to": step.call.to,
                "value": str(step.call.value_wei),
                "data": step.call.data,
                "contractMethod": None,
                "contractInputsValues": None,
            }
            for step in plan.steps
        ],
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
