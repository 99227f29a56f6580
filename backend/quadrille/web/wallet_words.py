"""Everything that static/wallet.js says, and the links it offers to phones: handed to it in the page, as data.

A key with `_do` is what to do about the state of the same name. `{name}` is filled in by the script.
"""

from typing import Any

from quadrille.languages.words import gettext, marked

SENTENCES = {
    # Buttons, and what stands in the summary of an action.
    "verb_with": marked("{verb} with {wallet}"),
    "a_wallet": marked("a wallet without a name"),
    "browsers_wallet": marked("your browser’s wallet"),
    "continue": marked("Continue in {wallet}"),
    "not_now": marked("Not now"),
    "stop_waiting": marked("Stop waiting"),
    "follow_again": marked("Look again"),
    "hand_in_again": marked("Hand it in again"),
    "forget": marked("Forget it on this device"),
    "go_sign_in": marked("Sign in"),
    "save_receipt": marked("Save the receipt"),
    "in_english": marked("The English original, which counts: {words}"),
    "changes": marked("What will change"),
    "nothing_moves": marked("No coins and no badges move."),
    "tried_only": marked("It was tried out and would succeed; this network does not tell what would move."),
    "only_signature": marked("Signing moves no coins. What you sign is handed in here."),
    "cost": marked("Cost to you"),
    "signer": marked("Signed by"),
    "valid_until": marked("Prepared until"),
    "notice": marked("Keep in mind"),
    "wallet_shows": marked("What your wallet will show"),
    "contract": marked("Contract"),
    "value": marked("Value"),
    "calldata": marked("Calldata"),
    # On the way.
    "asking_account": marked("Asking {wallet} for an account."),
    "asking_account_do": marked("Choose one in the wallet; this page sees its address and nothing else."),
    "preparing": marked("Preparing, and trying it out before you are asked."),
    "ready": marked("Read this first. Nothing is signed yet."),
    "ready_do": marked("Continue when it is what you want."),
    "dismissed": marked("Nothing was signed and nothing was sent."),
    "changed_form": marked("You changed what you ask for."),
    "changed_form_do": marked("Press the wallet’s button again, and it is prepared anew."),
    "asking_switch": marked("Asking {wallet} to switch to {chain}."),
    "asking_switch_do": marked("Confirm it in the wallet."),
    "asking_add": marked("{wallet} does not know {chain} yet, and is asked to add it."),
    "asking_add_do": marked("Compare the chain’s number, {number}, before you confirm it in the wallet."),
    "confirm": marked("{wallet} asks you now."),
    "confirm_do": marked("Compare it with the words above, and confirm or decline there."),
    "cosign": marked("Now the same with {account}."),
    "cosign_do": marked(
        "If the wallet does not ask, choose that account in it, connect it to this page, and press the button again."
    ),
    "waiting": marked("Still waiting for your wallet."),
    "waiting_do": marked(
        "Open it from the browser’s toolbar: it may be locked, or behind this window. If it shows no question, stop "
        "waiting and try again."
    ),
    "handing_in": marked("Signed. Handing it in."),
    "sent": marked("Sent as transaction {hash}."),
    "sent_do": marked(
        "Waiting until the chain has it. You may reload or close this page; this device remembers it until it is done."
    ),
    "forgotten": marked("This device has forgotten the transaction. It goes on by itself."),
    "forgotten_do": marked("Its state is in your wallet’s history."),
    "sped_up": marked("Your wallet replaced the transaction by {hash}, which does the same."),
    "done_in_block": marked("{summary} Done, in block {block}."),
    "done": marked("Done."),
    # What went wrong, and what to do.
    "declined": marked("You declined in the wallet. Nothing was sent."),
    "declined_do": marked("Press the button again when you are ready."),
    "not_allowed": marked("The wallet does not let this page use that account."),
    "not_allowed_do": marked("Choose the account in the wallet and try again."),
    "not_able": marked("The wallet cannot do this."),
    "not_able_do": marked("Use another wallet, or the command line."),
    "no_connection": marked("The wallet has lost its connection."),
    "no_connection_do": marked("Unlock it, check its network, and try again."),
    "not_on_chain": marked("The wallet is not connected to this chain."),
    "not_on_chain_do": marked("Switch it to {chain} and try again."),
    "already_asking": marked("The wallet is already asking you something."),
    "already_asking_do": marked("Open the wallet, answer there, then try again."),
    "wallet_failed": marked("The wallet could not do this: {message}"),
    "wallet_failed_do": marked("Try again, or use another wallet."),
    "no_reason": marked("no reason given"),
    "gave_up": marked("You stopped waiting. This page does not know what the wallet did."),
    "gave_up_do": marked("If the wallet still asks, decline there before you try again."),
    "no_account": marked("The wallet gave no account."),
    "no_account_do": marked("Choose one in the wallet and try again."),
    "other_chain": marked("The wallet is on another chain."),
    "other_chain_do": marked("Switch it to {chain} (chain {number}) in its settings and try again."),
    "left_chain": marked("The wallet went to another chain."),
    "left_chain_do": marked("You will be asked to come back to {chain} before anything is signed."),
    "other_account": marked("The wallet is now on account {now}. This was prepared for {account}."),
    "other_account_do": marked("Nothing was sent. Press the button again, and it is prepared for the account of now."),
    "account_left": marked("You switched to account {now} while the wallet asked. This was prepared for {account}."),
    "account_left_do": marked("Decline it in the wallet; nothing that comes back is handed in."),
    "other_sender": marked("The wallet sent it from {now}, and not from {account} as it was prepared."),
    "other_sender_do": marked("It is followed to its end; look at the result with care."),
    "no_hash": marked("The wallet named no transaction."),
    "no_hash_do": marked("Look into its history before you try again."),
    "no_answer": marked("The server does not answer."),
    "no_answer_do": marked("Check your connection and try again."),
    "not_handed_in": marked("You have signed, but the server does not answer."),
    "not_handed_in_do": marked("The signature is kept until you close this tab. Hand it in again in a minute."),
    "server_failed": marked("The server failed ({status})."),
    "server_failed_do": marked("Try again in a minute."),
    "would_fail": marked("This would fail; nothing was sent."),
    "would_fail_do": marked("Reload this page to see how things stand."),
    "off_chain_waiting": marked("Transaction {hash} is on {chain}; the wallet is on another chain."),
    "off_chain_waiting_do": marked("Switch the wallet back, and this page goes on by itself."),
    "cancelled": marked("You cancelled the transaction in the wallet. Nothing was done."),
    "cancelled_do": marked("Press the button again if you still want it."),
    "replaced": marked("Another transaction of yours, {hash}, took the place of this one. This one was not done."),
    "replaced_do": marked("Press the button again if you still want it."),
    "dropped": marked("The network no longer knows transaction {hash}."),
    "dropped_do": marked(
        "It was dropped, or your wallet holds it back. Look at it in the wallet, and cancel it there before you try "
        "again."
    ),
    "reverted": marked("The transaction was mined but failed; only its fee was spent."),
    "reverted_do": marked("Reload this page to see how things stand."),
    "cannot_follow": marked("Transaction {hash} was sent; the wallet does not tell what became of it."),
    "cannot_follow_do": marked("Do not send it again. Unlock the wallet and look again."),
    "left_asking": marked("You left while {wallet} was asking. It has not sent this so far."),
    "left_asking_do": marked("If its question is still open, decline it there. Then press the button again."),
    "left_sent": marked("You left while {wallet} was asking, and your account has sent something since."),
    "left_sent_do": marked("Waiting until the chain has it, to see what it was. Do not do it again before."),
    "kept_elsewhere": marked("Transaction {hash} was sent earlier, by a wallet that does not answer now."),
    "kept_elsewhere_do": marked("Unlock that wallet and reload this page to follow it."),
    "no_wallet": marked("No wallet was found in this browser."),
    "no_wallet_do": marked(
        "Install one and reload this page; on a phone, open this page in the wallet’s own browser. Or use the command "
        "line."
    ),
    "page_failed": marked("This page failed: {message}"),
    "page_failed_do": marked("Reload it."),
    # For phones, where wallets are not in the browser.
    "open_in": marked("Open this page in a wallet’s own browser"),
    "open_in_do": marked("These links tell the wallet’s maker which page you open."),
    "page_address": marked("Or paste this address there:"),
    "copy": marked("Copy"),
    "copied": marked("Copied."),
}
"""By key, in English."""

PHONE_LINKS = (
    {"name": "MetaMask", "link": "https://link.metamask.io/dapp/{bare}"},
    {"name": "Trust Wallet", "link": "https://link.trustwallet.com/open_url?coin_id=60&url={encoded}"},
    {"name": "Coinbase Wallet", "link": "https://go.cb-w.com/dapp?cb_url={encoded}"},
)
"""How wallets' makers let a page be opened in their app, as they document it: there is no common way. `{bare}` is the
page's address without its scheme, `{encoded}` the whole, percent-encoded. None of them is needed or preferred."""


def wallet_words() -> dict[str, Any]:
    """What a page with a form for a wallet hands to the script, in the language spoken."""
    return {"words": {key: gettext(words) for key, words in SENTENCES.items()}, "links": PHONE_LINKS}
