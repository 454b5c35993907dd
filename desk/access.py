"""Who may do what: the declaration that every route must carry, and the rules per object."""

from dataclasses import dataclass

from desk.errors import Refusal, not_allowed
from desk.sessions import Who
from vocabulary.states import Role


@dataclass(frozen=True, slots=True)
class Access:
    """The roles that may call a route; `public` needs no session at all.

    There is no default: a route says who may use it or it cannot be declared. `early`: also a
    session that has to set up its second factor before anything else.
    """

    roles: frozenset[Role]
    public: bool = False
    early: bool = False

    def __post_init__(self) -> None:
        """Refuse a declaration that says nothing."""
        if not self.public and not self.roles:
            raise ValueError("a route needs at least one role, or to be public")

    def permits(self, who: Who) -> bool:
        """Whether somebody signed in may call the route at all.

        Raises `Refusal` 403 `second_factor_wanted` for a session that has to do that first.
        """
        if who.unfinished and not (self.public or self.early):
            raise Refusal(
                403,
                "second_factor_wanted",
                "Your role asks for a second factor. Set it up in your account first.",
            )
        return self.public or not self.roles.isdisjoint(who.person.roles)


def roles(*allowed: Role) -> Access:
    """Only these roles."""
    return Access(frozenset(allowed))


ANYONE = Access(frozenset(), public=True)
SIGNED_IN = roles(*Role)
SIGNED_IN_EARLY = Access(frozenset(Role), early=True)
"""What somebody needs who still has to set up a second factor."""
ADMINISTRATOR = roles(Role.ADMINISTRATOR)
STEERING = roles(Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR)
"""Operators for themselves, supervisors and administrators for everybody."""
READING_PLAN = roles(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
"""Everybody who answers for how calls flow sees the plan and its draft."""
EDITING_PLAN = roles(Role.MANAGER, Role.ADMINISTRATOR)
"""Managers change the plan, and administrators."""
SWITCHING = roles(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
"""Closing early and telling of an incident need somebody at once: supervisors too."""
LEADING = roles(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
"""Teams and skills: whoever leads people knows them best."""
READING_AUDIT = roles(Role.MANAGER, Role.ADMINISTRATOR)
"""Who did what is for those who answer for it."""
LISTENING = SIGNED_IN
"""Operators for their own calls, all others for every call."""


def sees_every_call(who: Who) -> bool:
    """Managers, supervisors and administrators; an operator sees only its own."""
    return who.has(Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def steers_everybody(who: Who) -> bool:
    """Supervisors and administrators; an operator steers only itself."""
    return who.has(Role.SUPERVISOR, Role.ADMINISTRATOR)


def check_steers(who: Who, operator: str) -> None:
    """Raises `Refusal` 403 when `who` may not change the state of `operator`."""
    if not steers_everybody(who) and who.person.name != operator:
        raise not_allowed("You may change only your own state. Ask a supervisor.")
