"""How values are said: numbers, times and sums in the words of a language. Pure."""
