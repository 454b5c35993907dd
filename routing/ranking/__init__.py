"""Who serves whom: eligibility, the index, and the choice that follows from it. Pure."""
