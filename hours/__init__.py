"""When a centre is open: weekly hours, holidays, exceptions, time zones. Pure."""
