"""Every vote counted anew from the chain's logs, and held against what the contract says."""
