"""`python -m service.cli` is `modspil`."""

from service.cli import main

main()
