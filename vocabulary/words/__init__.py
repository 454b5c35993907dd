"""Sentences that more than one room says: one catalogue a language, for line and screens alike.

`en.json` and `ru.json` are read here by the command line and built into the screens, so
that both say the same. Places and plural forms are written as on the screens:
`{name}` and `{n, plural, one {# call} other {# calls}}`.
"""
