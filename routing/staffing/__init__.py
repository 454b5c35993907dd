"""How many operators a centre needs, and when. Pure: a log's calls in, figures out.

`erlang` solves a pool in its steady state; `demand` and `durations` read what will come
from a log; `transient` follows a whole day exactly; `requirement` puts them together into
operators by half hour; `plot` draws them.
"""
