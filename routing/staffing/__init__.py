"""How many operators a centre needs, and when. Pure: a log's calls in, figures out.

`erlang` solves a pool in its steady state. `history` takes a log's whole days, `demand` and
`durations` what will come. `transient` follows a whole day exactly (on `chain`).
`requirement` puts them together into operators by half hour; `report` and `plot` tell them.
"""
