"""The coin of a round: the chain's native one for now."""

SYMBOL, DECIMALS, BASE_UNIT = "ETH", 18, "wei"
