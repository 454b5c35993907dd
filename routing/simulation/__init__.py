"""The simulation of itself: any `Dispatcher` put to a seeded discrete-event centre.

    from routing.simulation.engine import simulate
    from routing.simulation.models import simple_msk
    from routing.simulation.baselines import LongestIdleFirstCome

    model = simple_msk(days=1000, seed=1)
    run = simulate(model.scenario, LongestIdleFirstCome())
    print(model.measure(run))

A `Scenario` (scenario.py) holds all that is random, drawn beforehand and belonging to the
call, so each dispatcher meets the same callers. Calls and operators are named by their
places 0, 1, 2, … in it. A `Run` (engine.py) is arrays by call: `arrived, wait, outcome,
operator, handling`, and the stretches of presence as they were.

From a log: `logmodel.estimate(calls, seed)`, `calibration.calibrate(model)`, then
`model.scenario(replication)` for single plays or `replay.replay(model, policies, …)` for
figures and paired intervals. Logs are read into arrays by logtable.py; pickup.py, wrapup.py,
presence.py and patience.py estimate what a log does not show. planned.py lays a plan over a
log and makes our own router.

Published models: models.py, centres.py, pools.py, with their routing in published.py. Others'
routing: baselines.py, app_queue.py.
"""
