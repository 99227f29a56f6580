"""How long things are kept, in words and, where it is a number, in seconds. Pure."""

from quadrille.languages.words import marked

Stay = tuple[str, int | None]
"""How long in words, and in seconds where it is a time after a moment."""

Group = tuple[str, str, str, Stay]

MINUTE, DAY = 60, 86_400

YEAR_SECONDS = 365 * DAY
"""Longer than a round with all its objections: what says who is one person must not go before its rounds are over."""

FOR_EVER: Stay = (marked("for ever"), None)
ON_THE_CHAIN: Stay = (marked("for ever: it is on the chain too"), None)
UNTIL_ERASED: Stay = (marked("until the person is erased"), None)
A_YEAR_ON: Stay = (marked("a year after the person is erased, for rounds that run"), YEAR_SECONDS)
SESSION: Stay = (marked("30 days after signing in, and no longer than 7 days without use"), 30 * DAY)
MAIL_LINK: Stay = (marked("an hour after it was asked for, or until it is used; it works for 15 minutes"), 60 * MINUTE)
NONCE: Stay = (marked("10 minutes after it was used"), 10 * MINUTE)
WHILE_NEEDED: Stay = (marked("while the server runs with these contracts"), None)
