"""`python -m quadrille`: the same as the `quadrille` command."""

from quadrille.cli import main

main()
