"""The flow: menus, questions and announcements that a caller walks through. Pure."""
