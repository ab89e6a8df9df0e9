"""Agency MBS: cohorts that age and prepay, one's own list of pools, many paths at once, what they are worth.

cohorts   built from the purchases H.4.1 implies, paid down month by month    pool_list        a list of pools
paths     all cohorts on many rate paths                                      accelerator      the same for JAX
value     cash flows discounted at one market rate                            bought_on_paths  purchases on many paths
"""
