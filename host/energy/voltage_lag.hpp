#pragma once
// A gauge shows the voltage of an instant beside a current that may be an average. Their product is
// wrong where the load changes: the voltage sags at once, the current follows.

#include "host/energy/readings.hpp"

#include <span>
#include <vector>

namespace edgebench {

// `readings` with that taken out of their power. From the whole trial come V0 and R of V = V0 - R I
// (robust; the current of a filter without what it remembers). A reading whose current I, voltage V
// and previous voltage V' then have e = V - (V0 - R I) had the power I V - e (V0 - V') / R: exact
// for one step of the load inside the reading, zero for a voltage averaged like the current. Of a
// reading with two `steps` of the load (times, in order) the shares f1, f2 and f3 before, between
// and behind them are known, so are the currents before, (V0 - V') / R, and behind, (V0 - V) / R;
// the one between follows from I, and the power is V0 I - R (f1 I1^2 + f2 I2^2 + f3 I3^2).
// Where e is of the size of its usual unsteadiness, that costs e^2 / R too, the R var(I) by which a
// mean of I V is below the product of the means. Unchanged where the voltage is stale or does not
// follow the current as a battery's does.
std::vector<GridReading> without_voltage_lag(std::vector<GridReading> readings,
                                             const GaugeProfile& gauge,
                                             std::span<const DeviceTime> steps);

// The share of that correction which stays in doubt, as a standard error common to all trials of a
// cell: a load may step where nobody marked it, and its unsteadiness costs R var(I). As
// large as the errors that edgebench-bench-energy-accuracy leaves.
double lag_doubt(Kernel kernel);

}  // namespace edgebench
