"""`python -m mostrador` is the command line."""

from mostrador.cli import main

main()
