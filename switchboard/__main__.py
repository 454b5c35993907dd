"""`python -m switchboard`: the same as `callwright`.

`serve` alone is started without loading the other commands: after a crash, callers wait.
"""

import sys

import typer

if sys.argv[1:] == ["serve"]:
    from switchboard.commands.running import serve

    del sys.argv[1]
    typer.run(serve)
else:
    from switchboard.cli import main

    main()
