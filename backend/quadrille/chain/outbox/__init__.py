"""The outbox: every transaction of ours, kept before it is first sent and followed until it is final."""
