"""`python -m bot.cli`: the same as `akin`."""

from bot.cli import main

main()
