"""A governor and its badge as plain dictionaries, which log as the contracts do: what a recount is held against."""

from dataclasses import dataclass, field

from quadrille.governance.recount.comparing import Answers
from quadrille.governance.recount.logs import (
    BadgeChanged,
    Cast,
    Ended,
    Extended,
    Made,
    ParameterSet,
    Trim,
    VoteLogs,
    VotesChanged,
    Which,
)

DELAY, PERIOD, THRESHOLD, QUORUM_BPS, MATURITY, WINDOW = 2, 12, 1, 5_000, 3, 6


@dataclass
class VoteModel:
    """One proposal, made at `made_at` of a chain with a block a second; each deed is a block."""

    at: int = 0
    place: tuple = (0, -1)
    badges: dict = field(default_factory=dict)
    history: list = field(default_factory=list)
    votes_changed: list = field(default_factory=list)
    badges_changed: list = field(default_factory=list)
    casts: list = field(default_factory=list)
    trims: list = field(default_factory=list)
    extensions: list = field(default_factory=list)
    votes: dict = field(default_factory=dict)
    made: Made | None = None
    extended: int = 0
    is_passing: bool = False
    used: int = 0

    def parameters(self):
        values = (DELAY, PERIOD, THRESHOLD, QUORUM_BPS, MATURITY, WINDOW)
        return [ParameterSet((0, which), which, values[which]) for which in Which]

    def log(self):
        self.place = (self.place[0], self.place[1] + 1)
        return self.place

    def next_block(self, seconds=1):
        self.history.append((self.at, dict(self.badges)))
        self.at += seconds
        self.place = (self.place[0] + 1, -1)

    def weight(self, who, badges=None):
        return sum(weight for holder, weight in (badges or self.badges).values() if holder == who)

    def then(self, who):
        # What stood at the end of the second of the snapshot.
        past = [badges for at, badges in self.history if at <= self.made.snapshot_at]
        return self.weight(who, past[-1] or {0: ("", 0)}) if past else 0

    def change(self, number, holder, weight, why):
        for who, sign in ((self.badges.get(number, (None, 0))[0], -1), (holder, 1)):
            more = self.badges[number][1] if sign < 0 and number in self.badges else weight
            if who is not None and more:
                had = self.weight(who)
                if sign < 0:
                    del self.badges[number]
                else:
                    self.badges[number] = (who, more)
                self.votes_changed.append(VotesChanged(self.log(), who, had, self.weight(who)))
        self.badges_changed.append(BadgeChanged(self.log(), number, holder, weight, why, 1))

    def issue(self, who, weight):
        self.used += 1
        self.change(self.used, who, weight, "issued")

    def revoke(self, number):
        self.change(number, None, self.badges[number][1], "revoked")

    def move(self, number, to):
        self.change(number, to, self.badges[number][1], "moved")

    def propose(self, who):
        snapshot = self.at - MATURITY
        opens = self.at + DELAY
        self.made = Made(7, self.log(), self.at, who, opens, opens + PERIOD, snapshot, 0)
        past = [badges for at, badges in self.history if at <= snapshot]
        total = sum(weight for _, weight in past[-1].values()) if past else 0
        quorum = max((total * QUORUM_BPS + 9_999) // 10_000, 1)
        self.made = Made(7, self.made.place, self.at, who, opens, opens + PERIOD, snapshot, quorum)

    def is_open(self):
        return self.made is not None and self.made.opens_at < self.at <= max(self.made.ends_at, self.extended)

    def vote(self, who, support):
        if not self.is_open() or not (weight := min(self.then(who), self.weight(who))):
            return
        self.votes[who] = (support, weight)
        self.look()
        self.casts.append(Cast(self.log(), self.at, who, support, weight))

    def trim(self, voters):
        if not self.is_open():
            return
        for who in voters:
            support, had = self.votes.get(who, (0, 0))
            has = min(self.then(who), self.weight(who))
            if has < had:
                self.votes[who] = (support, has)
                self.trims.append(Trim(self.log(), self.at, f"0x{self.place[0]:x}", who, had, has))
        self.look()

    def look(self):
        against, support, abstain = self.tally()
        is_passing = support > against and support + abstain >= self.made.quorum_votes
        if is_passing != self.is_passing:
            self.is_passing = is_passing
            latest = 2 * self.made.ends_at - self.made.opens_at
            until = min(self.at + WINDOW, latest)
            if until > max(self.made.ends_at, self.extended):
                self.extended = until
                self.extensions.append(Extended(self.log(), until))

    def tally(self):
        return [sum(weight for way, weight in self.votes.values() if way == support) for support in range(3)]

    def answers(self):
        """What a contract says of the proposal: numbers, and everybody's vote with its version."""
        against, support, abstain = self.tally()
        numbers = {"votes against": against, "votes for": support, "votes that abstain": abstain}
        numbers |= {"quorum": self.made.quorum_votes, "snapshot that counts": self.made.snapshot_at}
        numbers |= {"opening": self.made.opens_at, "deadline": max(self.made.ends_at, self.extended)}
        versions = {one.voter: one.at for one in self.casts}
        return Answers(numbers, {who: (*self.votes[who], at) for who, at in versions.items()})

    def logs(self):
        return VoteLogs(self.made, *map(tuple, (self.casts, self.trims, self.extensions)), Ended(0, False, False))

    def place_after(self, second):
        """The first block after a second; the model has one for every entry of its history."""
        return (sum(at <= second for at, _ in self.history), 0)
