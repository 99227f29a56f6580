"""The numbers that panels go by, each with its reason; when a question is decided is `judging.panel.RULE`. Pure."""

from dataclasses import dataclass, fields

from quadrille.errors import BadParameter

HOUR_SECONDS, DAY_SECONDS = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class PanelRules:
    """How a panel is drawn, and how long everything takes.

    blocks_ahead        from the newest block to the one whose hash draws: at least 2, since who makes the next block
                        may know its hash already
    minutes_needed      a week, to be asked: a good review takes six (design, section 1)
    most_open_seats     of one person at a time: a second review is begun when the first one is in
    seat_seconds        a week: whoever reviews does so about once in that time
    panel_seconds       four weeks, the days of a first review (`process.states.ProcessRules`)
    confirm_seconds     three days: to look up two links takes minutes, and the panel waits for it
    confirm_questions   answers of one review that are looked up: with three, 4 of 100 simulated reviews with invented
                        evidence pass, with two 15 (`scripts/bench/screening.py`)
    confirm_reserve     of the ranking, kept for seats: panels need less than three reviewers on average
                        (`judging.panel.PanelRule`)
    audit_bps           accepted reviews that an expert audits: a tenth (design, section 6)
    """

    blocks_ahead: int = 2
    minutes_needed: int = 6
    most_open_seats: int = 1
    seat_seconds: int = 7 * DAY_SECONDS
    panel_seconds: int = 28 * DAY_SECONDS
    confirm_seconds: int = 3 * DAY_SECONDS
    confirm_questions: int = 3
    confirm_reserve: int = 4
    audit_bps: int = 1_000

    def __post_init__(self) -> None:
        """Refuse rules by which a seed could be known beforehand, or nothing would end."""
        least = {"blocks_ahead": 2, "audit_bps": 0, "confirm_questions": 0, "confirm_reserve": 0, "minutes_needed": 0}
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is not int or value < least.get(field.name, 1):
                raise BadParameter(field.name, value, f"a whole number from {least.get(field.name, 1)}")
        if self.audit_bps > 10_000:
            raise BadParameter("audit_bps", self.audit_bps, "at most 10 000")


PANEL_RULES = PanelRules()
