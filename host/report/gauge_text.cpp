#include "host/report/gauge_text.hpp"

#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

const char* name_of(RefreshVerdict verdict) {
    switch (verdict) {
        case RefreshVerdict::ok:
            return "ok";
        case RefreshVerdict::too_short:
            return "too short";
        case RefreshVerdict::ambiguous:
            return "ambiguous";
    }
    return "ambiguous";
}

const char* name_of(RecordedState state) {
    switch (state) {
        case RecordedState::discharging:
            return "discharging";
        case RecordedState::charging:
            return "charging";
        case RecordedState::unknown:
            return "unknown";
    }
    return "unknown";
}

const char* name_of(GaugeUnit unit) {
    return unit == GaugeUnit::microamps ? "uA" : "mA";
}

const char* name_of(DischargeSign sign) {
    return sign == DischargeSign::negative ? "negative" : "positive";
}

template <class T>
OrderedJson named(const std::optional<T>& value) {
    return value ? OrderedJson(name_of(*value)) : OrderedJson();
}

// So many digits that the ends of the interval differ.
int digits_for(const SecondsRange& range) {
    const double width = (range.high - range.low).value();
    if (!(width > 0) || range.low <= Seconds(0)) return 3;
    return std::clamp(static_cast<int>(std::ceil(std::log10(range.high.value() / width))) + 2, 3,
                      8);
}

std::string refresh_text(const RecordingGauge& gauge) {
    if (!gauge.refresh.value || !gauge.refresh_interval) return k_nothing;
    const auto& range = *gauge.refresh_interval;
    const int digits = digits_for(range);
    return significant(gauge.refresh.value->value(), digits) + " s (" +
           significant(range.low.value(), digits) + " to " +
           significant(range.high.value(), digits) + ")";
}

std::string text_or_dash(const char* text) {
    return text == nullptr ? k_nothing : text;
}

std::string reason_if_missing(const auto& finding) {
    return finding.value ? std::string() : finding.evidence;
}

}  // namespace

std::string gauge_text(const RecordingReport& report, std::optional<std::size_t> width) {
    const auto& gauge = report.gauge;
    const auto quantisation =
        gauge.quantisation.value
            ? significant(gauge.quantisation.value, 5) +
                  (gauge.unit.value ? std::string(" ") + name_of(*gauge.unit.value) : "")
            : std::string(k_nothing);
    Table table;
    table.columns = {"property", "found", "evidence"};
    table.rows = {
        {"verdict", name_of(gauge.verdict),
         counted(static_cast<std::int64_t>(gauge.polls), "poll") + " in " +
             significant(gauge.length.value()) + " s, one every " +
             with_unit(number(gauge.poll), "s")},
        {"refresh (95 %)", refresh_text(gauge), gauge.refresh.evidence},
        {"unit", text_or_dash(gauge.unit.value ? name_of(*gauge.unit.value) : nullptr),
         gauge.unit.evidence},
        {"discharge sign", text_or_dash(gauge.sign.value ? name_of(*gauge.sign.value) : nullptr),
         gauge.sign.evidence},
        {"quantisation", quantisation, gauge.quantisation.evidence},
        {"battery", name_of(report.state),
         report.origin == StateOrigin::assumed ? "assumed; --state says otherwise" : "as stated"}};
    auto text = table_text(table, width);
    for (const auto& note : report.notes) text += "note: " + safe_text(note) + "\n";
    if (!gauge.next_step.empty()) text += "next: " + gauge.next_step + "\n";
    return text;
}

std::string gauge_json(const RecordingReport& report) {
    const auto& gauge = report.gauge;
    auto object = OrderedJson::object();
    object["refresh_s"] =
        gauge.refresh.value ? OrderedJson(gauge.refresh.value->value()) : OrderedJson();
    object["refresh_interval_s"] = OrderedJson();
    if (gauge.refresh_interval) {
        object["refresh_interval_s"] = {gauge.refresh_interval->low.value(),
                                        gauge.refresh_interval->high.value()};
    }
    object["unit"] = named(gauge.unit.value);
    object["discharge_sign"] = named(gauge.sign.value);
    object["quantisation"] =
        gauge.quantisation.value ? OrderedJson(*gauge.quantisation.value) : OrderedJson();
    object["changes"] = gauge.changes;
    object["verdict"] = name_of(gauge.verdict);
    object["state"] = name_of(report.state);
    object["state_assumed"] = report.origin == StateOrigin::assumed;
    auto reasons = OrderedJson::array();
    for (const auto& reason :
         {reason_if_missing(gauge.refresh), reason_if_missing(gauge.unit),
          reason_if_missing(gauge.sign), reason_if_missing(gauge.quantisation)}) {
        if (!reason.empty()) reasons.push_back(reason);
    }
    object["reasons"] = reasons;
    object["notes"] = report.notes;
    object["next_step"] = gauge.next_step.empty() ? OrderedJson() : OrderedJson(gauge.next_step);
    return object.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report
