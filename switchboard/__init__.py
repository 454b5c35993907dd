"""The one place that wires: engine, loop, settings, plan, command line."""
