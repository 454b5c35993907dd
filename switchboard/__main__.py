"""`python -m switchboard`: the same as `callwright`."""

from switchboard.cli import main

main()
