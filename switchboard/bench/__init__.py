"""Benches: what Callwright does, measured, beside what others do. They report and judge nothing."""
