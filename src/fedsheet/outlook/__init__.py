"""Where policy goes, said only from what was public: rules, conditions, triggers, prices, projections scored.

figures of a vintage ─ known (what was public that day) ─┬─ rules ─ reaction        what rules prescribe, what was done
                                                         ├─ progress               conditions and the day of a signal
                                                         └─ triggers               when runoff ends, purchases begin
a user's prices ─ quotes ─┬─ implied (futures)  ┐
meetings (the calendar) ──┴─ ois (swaps)        ┴─ bridge ─ a course of policy for project, simulate and chain
official projections ─ scorecard

parameters   the dated numbers of data/*.toml, each with its source
clock    the clock with its policy hand: the last decision whose outcome the record knows, and the meetings since
results  rules, progress and triggers on what was public, from figures and record already read
timing   when the buffer will be used up: a date with its probabilities, from the drain of the last two years
own_rule   a user's own coefficients, read from a small file
forward    rules on the Committee's projections, over r* and the gap, at other r*
dots       a user's single dots of a projection: where they stand, their middle, their central tendency
base_case  chances of a rise, a hold and a cut at each meeting, from prices or by rules
"""
