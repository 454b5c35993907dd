"""Small multi-skill centres solved exactly, and how near to the optimum a router comes."""
