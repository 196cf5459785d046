#pragma once
// The names that the host's enumerators have in the file.

#include "host/types/gauge.hpp"
#include "host/types/metric.hpp"
#include "host/types/precision.hpp"
#include "protocol/enum_names.hpp"
#include "protocol/error.hpp"

#include <string>

namespace edgebench::store {

using edgebench::enum_names;
constexpr EnumNames<GaugeUnit, 4> enum_names(GaugeUnit) {
    return {{{GaugeUnit::microamps, "microamps"},
             {GaugeUnit::milliamps, "milliamps"},
             {GaugeUnit::microwatt_seconds, "microwatt_seconds"},
             {GaugeUnit::microamp_hours, "microamp_hours"}}};
}
constexpr EnumNames<DischargeSign, 2> enum_names(DischargeSign) {
    return {{{DischargeSign::negative, "negative"}, {DischargeSign::positive, "positive"}}};
}
constexpr EnumNames<Kernel, 4> enum_names(Kernel) {
    return {{{Kernel::undetermined, "undetermined"},
             {Kernel::mean, "mean"},
             {Kernel::instant, "instant"},
             {Kernel::first_order, "first_order"}}};
}
constexpr EnumNames<ProfileOrigin, 3> enum_names(ProfileOrigin) {
    return {{{ProfileOrigin::provisional, "provisional"},
             {ProfileOrigin::qualified, "qualified"},
             {ProfileOrigin::accumulator, "accumulator"}}};
}

constexpr auto enum_names(Metric) {
    return k_metric_names;
}

template <class E>
std::string sql_name(E value) {
    for (const auto& [candidate, name] : enum_names(E{}))
        if (candidate == value) return std::string(name);
    throw Error(ErrorCode::internal, "an enumerator has no name");
}

}  // namespace edgebench::store
