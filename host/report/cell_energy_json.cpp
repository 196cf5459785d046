#include "host/report/cell_energy_json.hpp"

#include "protocol/enum_names.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

template <class Unit>
OrderedJson range(const std::optional<Interval<Unit>>& interval) {
    if (!interval) return nullptr;
    return {interval->low.value(), interval->high.value()};
}

template <class Unit>
void add(OrderedJson& cell, const CellEnergy& energy, const std::string& name,
         const std::optional<Estimate<Unit>>& estimate) {
    auto& entry = cell[name];
    entry = OrderedJson::object();
    if (!estimate) {
        entry["value"] = nullptr;
        entry["why_not"] = energy.why_not.at(name);
        return;
    }
    entry["value"] = estimate->value.value();
    entry["se"] = estimate->se.value();
    entry["measured_95"] = range(std::optional(estimate->measured_mean));
    entry["population_95"] = range(estimate->population_mean);
    entry["calibrated_95"] = range(estimate->calibrated_mean);
}

}  // namespace

OrderedJson cell_energy_json(const Cell& cell, const CellEnergy& energy) {
    auto object = OrderedJson::object();
    object["cell"] = cell.key;
    object["model"] = cell.model.name;
    object["quant"] = cell.model.quant;
    object["cold"] = cell.cold;
    object["page_cache"] = cell.page_cache ? OrderedJson(name_of(*cell.page_cache)) : OrderedJson();
    object["method"] = energy.method;
    object["n"] = energy.n;
    add(object, energy, "energy_net_j", energy.net);
    add(object, energy, "energy_gross_j", energy.gross);
    add(object, energy, "energy_load_net_j", energy.load_net);
    add(object, energy, "energy_prefill_net_j", energy.prefill_net);
    add(object, energy, "energy_decode_net_j", energy.decode_net);
    add(object, energy, "energy_prompt_token_net_j", energy.net_per_prompt_token);
    add(object, energy, "energy_output_token_net_j", energy.net_per_output_token);
    add(object, energy, "charge_gross_mah", energy.charge);
    add(object, energy, "battery_gross_percent_per_100", energy.battery_per_100);
    const auto& capacity = energy.battery_capacity;
    object["battery_capacity_mah"] = nullptr;
    object["battery_capacity_origin"] = nullptr;
    if (capacity) {
        object["battery_capacity_mah"] = capacity->full.value();
        object["battery_capacity_origin"] = capacity->origin;
    }
    return object;
}

}  // namespace edgebench::report
