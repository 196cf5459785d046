#include "host/report/qualification_text.hpp"

#include "host/report/numbers.hpp"
#include "host/report/plot.hpp"
#include "host/report/run_summary.hpp"
#include "host/report/table.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t k_plot_width = 64;
constexpr std::size_t k_plot_height = 6;

std::string name_of(Kernel kernel) {
    switch (kernel) {
        case Kernel::undetermined:
            return "undetermined";
        case Kernel::mean:
            return "mean";
        case Kernel::instant:
            return "instant";
        case Kernel::first_order:
            return "first order";
    }
    return "undetermined";
}

std::string kernel_text(Kernel kernel, std::optional<Seconds> constant) {
    auto text = name_of(kernel);
    if (constant) text += ", constant " + with_unit(constant->value(), "s");
    return text;
}

const char* unit_of(const GaugeProfile& profile) {
    return profile.unit == GaugeUnit::microamps ? "uA" : "mA";
}

// "mean 0.4 mA, instant 12 mA": how far readings that were not fitted lie from each kernel.
std::string held_out_text(const GaugeQualification& gauge) {
    std::string text;
    for (const auto& fit : gauge.candidates) {
        text += (text.empty() ? "" : "; ") + kernel_text(fit.kernel, fit.filter_constant) + " " +
                significant(fit.held_out_error.value() * 1e3) + " mA";
    }
    return text;
}

std::string kernel_evidence(const GaugeQualification& gauge) {
    const auto edges = counted(static_cast<std::int64_t>(gauge.edges), "edge");
    if (!gauge.kernel_why_not.empty()) return gauge.kernel_why_not;
    return edges + "; error of held-out readings: " + held_out_text(gauge);
}

std::string interval_text(const std::optional<SecondsRange>& range) {
    if (!range) return "";
    return "95 % interval " + significant(range->low.value(), 5) + " to " +
           significant(range->high.value(), 5) + " s; ";
}

std::string curve(const GaugeQualification& gauge, const TrialEnd& shown) {
    if (shown.readings.empty()) return "";
    const auto& readings = shown.readings.front();
    const double scale = (gauge.profile.unit == GaugeUnit::microamps ? 1e-6 : 1e-3) *
                         (gauge.profile.sign == DischargeSign::negative ? -1 : 1);
    std::vector<Point> points;
    for (std::size_t i = 0; i < readings.first_ns.size(); ++i) {
        const double y = static_cast<double>(readings.current_raw[i]) * scale;
        for (const auto time : {readings.first_ns[i], readings.last_ns[i]})
            points.push_back({static_cast<double>(time) * 1e-9, y});
    }
    return plot_text(points, k_plot_width, k_plot_height, "s", "A");
}

OrderedJson json_of(std::optional<Seconds> seconds) {
    return seconds ? OrderedJson(seconds->value()) : OrderedJson();
}

}  // namespace

std::string qualification_text(const DeviceIdentity& device, const GaugeQualification& gauge,
                               const TrialEnd& shown, std::optional<std::size_t> width) {
    const auto& profile = gauge.profile;
    const auto step = gauge.quantisation_raw
                          ? significant(*gauge.quantisation_raw, 4) + " " + unit_of(profile)
                          : std::string(k_nothing);
    Table table;
    table.columns = {"property", "found", "evidence"};
    table.rows = {
        {"refresh", with_unit(profile.refresh.value(), "s"),
         interval_text(gauge.refresh_interval) +
             counted(static_cast<std::int64_t>(gauge.changes), "change")},
        {"unit", unit_of(profile), "size of the current under load"},
        {"discharge sign", profile.sign == DischargeSign::negative ? "negative" : "positive",
         "sign of the current while the phone says that it discharges"},
        {"quantisation", step, "smallest step between readings"},
        {"voltage refresh", with_unit(number(gauge.voltage_refresh), "s"), "its changes"},
        {"kernel", kernel_text(profile.kernel, profile.filter_constant), kernel_evidence(gauge)},
        {"answer for 5 %", with_unit(number(gauge.window_for_5_percent), "s"),
         "shortest whose net energy one trial tells to that, at this load"},
        {"answer for 2 %", with_unit(number(gauge.window_for_2_percent), "s"), "likewise"}};
    std::string text = "phone    " + phone_name(device) + "\n\n";
    text += curve(gauge, shown) + "\n" + table_text(table, width);
    if (device.simulated) {
        text += "SIMULATED: a virtual phone. This says nothing about a real gauge.\n";
    }
    return text;
}

std::string qualification_json(const DeviceIdentity& device, const GaugeQualification& gauge) {
    const auto& profile = gauge.profile;
    auto object = OrderedJson::object();
    object["schema_version"] = k_json_schema_version;
    object["device"] = device.serial;
    object["device_build"] = device.fingerprint;
    object["simulated"] = device.simulated;
    object["method"] = gauge.method;
    object["refresh_s"] = profile.refresh.value();
    object["refresh_interval_s"] = OrderedJson();
    if (gauge.refresh_interval) {
        object["refresh_interval_s"] = {gauge.refresh_interval->low.value(),
                                        gauge.refresh_interval->high.value()};
    }
    object["unit"] = unit_of(profile);
    object["discharge_sign"] = profile.sign == DischargeSign::negative ? "negative" : "positive";
    object["quantisation"] =
        gauge.quantisation_raw ? OrderedJson(*gauge.quantisation_raw) : OrderedJson();
    object["voltage_refresh_s"] = json_of(gauge.voltage_refresh);
    object["kernel"] = name_of(profile.kernel);
    object["filter_constant_s"] = json_of(profile.filter_constant);
    object["kernel_why_not"] =
        gauge.kernel_why_not.empty() ? OrderedJson() : OrderedJson(gauge.kernel_why_not);
    object["changes"] = gauge.changes;
    object["edges"] = gauge.edges;
    object["candidates"] = OrderedJson::array();
    for (const auto& fit : gauge.candidates) {
        object["candidates"].push_back({{"kernel", name_of(fit.kernel)},
                                        {"filter_constant_s", json_of(fit.filter_constant)},
                                        {"held_out_error_a", fit.held_out_error.value()}});
    }
    object["window_for_5_percent_s"] = json_of(gauge.window_for_5_percent);
    object["window_for_2_percent_s"] = json_of(gauge.window_for_2_percent);
    return object.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report
