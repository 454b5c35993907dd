"""What a caller hears and may do while it waits in a queue. Pure."""
