"""The numbers that a program may choose, with the defaults that programs use."""

from typing import Literal, Self

from pydantic import Field, model_validator

from domain.model import Value


class Policy(Value):
    """How patient, how frequent and how strict a program is.

    The defaults are the ones that the guides for mentorship programs name. A change moves nothing
    that is already set: an open invitation, agreement or check-in keeps the numbers it began with.
    """

    reply_by_days: int = Field(14, ge=1, le=90, description="Days a mentor has to reply to one ask")
    follow_ups: int = Field(1, ge=0, le=5, description="Times a silent mentor is asked again")
    open_invitations: int = Field(
        1, ge=1, le=10, description="Invitations that may wait for a reply at the same time"
    )
    next_candidate: Literal["manual", "automatic"] = Field(
        "manual", description="Whether the next one on the shortlist is asked without being told to"
    )
    seeking_nudge_days: int = Field(
        30, ge=1, le=365, description="Days of searching between two nudges to the mentee"
    )
    seeking_nudges: int = Field(
        3, ge=1, le=12, description="Nudges to the mentee before the coordinator is asked to help"
    )
    agreement_due_days: int = Field(
        30, ge=1, le=180, description="Days from acceptance to first meeting and signed agreement"
    )
    agreement_grace_days: int = Field(
        14, ge=1, le=180, description="Days after that reminder until the coordinator is asked"
    )
    fit_check_days: int = Field(
        30, ge=1, le=180, description="Days from an assignment to the early fit check"
    )
    first_review_months: int = Field(
        1, ge=1, le=12, description="Months from the agreement to the first joint review"
    )
    check_in_months: int = Field(3, ge=1, le=24, description="Months between two check-ins")
    check_in_open_days: int = Field(14, ge=2, le=60, description="Days a check-in is open")
    check_in_reminder_days: int = Field(
        7, ge=1, le=59, description="Days after its opening until those who are silent are reminded"
    )
    missed_check_ins: int = Field(
        2, ge=1, le=10, description="Check-ins missed in a row before the coordinator is asked"
    )
    end_confirmation_days: int = Field(
        7, ge=1, le=60, description="Days to confirm a wish to end before the coordinator is told"
    )
    agenda_days: int = Field(2, ge=0, le=14, description="Days before a meeting the agenda is due")
    material_days: int = Field(
        2, ge=0, le=14, description="Days before a meeting the material for comment is due"
    )
    summary_days: int = Field(2, ge=0, le=30, description="Days after a meeting its summary is due")
    task_reminder_days: int = Field(
        2, ge=0, le=30, description="Days before a task is due that its owner is reminded"
    )
    padding_percent: int = Field(
        200,
        ge=100,
        le=400,
        description="Time suggested for a task, in percent of the estimate: two weeks become four",
    )
    quiet_days: int = Field(45, ge=7, le=365, description="Quiet days before both are nudged")
    quiet_grace_days: int = Field(
        30, ge=1, le=365, description="Days after that nudge until the coordinator is asked"
    )
    term_months: int = Field(
        12, ge=1, le=120, description="Length of a mentorship whose agreement is not signed"
    )
    end_notice_days: int = Field(
        30, ge=1, le=180, description="Days before the agreed end that closing is prepared"
    )
    redefinition_due_days: int = Field(
        30, ge=1, le=180, description="Days to agree on a redefinition"
    )
    redefinition_grace_days: int = Field(
        14, ge=1, le=180, description="Days after that reminder until the coordinator is asked"
    )
    closing_days: int = Field(
        14, ge=1, le=90, description="Days for thanks and closing reflections"
    )
    reopen_days: int = Field(
        30, ge=1, le=180, description="Days after the ending in which it can be reopened"
    )
    mentor_capacity: int = Field(
        3, ge=0, le=50, description="Mentorships of a mentor who has not said how many"
    )
    weekly_reminders: int = Field(
        3, ge=1, le=50, description="Letters with reminders that a person gets in any seven days"
    )
    reminder_hour: int = Field(
        8, ge=0, le=23, description="Hour of the recipient's clock at which reminders leave"
    )
    quiet_from_hour: int = Field(
        20, ge=16, le=24, description="Hour in the evening from which only urgent letters leave"
    )
    quiet_to_hour: int = Field(
        7, ge=0, le=12, description="Hour in the morning until which only urgent letters leave"
    )

    @model_validator(mode="after")
    def _reminds_before_it_is_due(self) -> Self:
        if self.check_in_reminder_days >= self.check_in_open_days:
            message = (
                f"check_in_reminder_days ({self.check_in_reminder_days}) must be less than "
                f"check_in_open_days ({self.check_in_open_days})"
            )
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _reminds_at_a_decent_hour(self) -> Self:
        if not self.quiet_to_hour <= self.reminder_hour < self.quiet_from_hour:
            message = (
                f"reminder_hour ({self.reminder_hour}) must be from quiet_to_hour "
                f"({self.quiet_to_hour}) on and before quiet_from_hour ({self.quiet_from_hour})"
            )
            raise ValueError(message)
        return self
