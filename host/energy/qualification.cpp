#include "host/energy/qualification.hpp"

#include "host/energy/gauge_kernel.hpp"
#include "host/energy/gauge_profile.hpp"
#include "host/energy/readings.hpp"
#include "host/energy/refresh.hpp"

namespace edgebench {
namespace {

bool is_busy(const Phase& phase) {
    return phase.name == "busy";
}

// The mean clock of the processors during a phase, in units of nothing in particular.
std::optional<double> clock_during(const TrialEnd& block, const Phase& phase) {
    double sum = 0;
    std::size_t count = 0;
    for (const auto& cpu : block.cpu) {
        for (std::size_t i = 0; i < cpu.time_ns.size(); ++i) {
            const DeviceTime time(cpu.time_ns[i]);
            if (time < phase.begin || time > phase.end || !cpu.current_khz[i]) continue;
            sum += static_cast<double>(*cpu.current_khz[i]);
            ++count;
        }
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

// Of all busy phases; what a phase's clock is compared with.
std::optional<double> usual_clock(std::span<const TrialEnd> blocks) {
    double sum = 0;
    std::size_t count = 0;
    for (const auto& block : blocks) {
        for (const auto& phase : block.phases) {
            if (!is_busy(phase)) continue;
            const auto clock = clock_during(block, phase);
            if (!clock) return std::nullopt;
            sum += *clock;
            ++count;
        }
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

KernelBlock kernel_block(const TrialEnd& block, std::optional<double> usual) {
    KernelBlock result;
    result.readings = *usable_readings(block);
    for (const auto& phase : block.phases) {
        LoadInterval interval;
        interval.begin = phase.begin;
        interval.end = phase.end;
        interval.level = is_busy(phase) ? 1 : 0;
        if (usual && is_busy(phase)) interval.scale = *clock_during(block, phase) / *usual;
        result.loads.push_back(interval);
    }
    return result;
}

RefreshEstimate refresh_of(std::span<const TrialEnd* const> blocks) {
    std::vector<std::vector<Change>> changes;
    for (const auto* block : blocks) changes.push_back(current_changes(*usable_readings(*block)));
    return estimate_refresh(changes);
}

void add_kernel(GaugeQualification& found, const KernelFindings& kernel) {
    found.profile.kernel = kernel.kernel;
    found.profile.filter_constant = kernel.filter_constant;
    found.edges = kernel.edges;
    found.kernel_why_not = kernel.why_not;
    found.voltage_refresh = kernel.voltage_refresh;
    found.quantisation_raw = kernel.quantisation;
    found.window_for_5_percent = kernel.window_for_5_percent;
    found.window_for_2_percent = kernel.window_for_2_percent;
    for (const auto& candidate : kernel.candidates) {
        found.candidates.push_back(
            {candidate.model.kernel, candidate.model.filter_constant, candidate.held_out_error});
    }
}

}  // namespace

QualificationResult qualify_gauge(std::span<const TrialEnd> blocks) {
    const auto provisional = provisional_profile(blocks);
    if (!provisional.profile) return {{}, provisional.why_not};
    std::vector<const TrialEnd*> usable;
    for (const auto& block : blocks) {
        if (usable_readings(block) != nullptr) usable.push_back(&block);
    }
    const auto refresh = refresh_of(usable);
    if (!refresh.period) return {{}, refresh.why_not};
    GaugeQualification found;
    found.method = k_qualification_method;
    found.profile = *provisional.profile;
    found.profile.origin = ProfileOrigin::qualified;
    found.profile.refresh = *refresh.period;
    found.refresh_interval = refresh.interval;
    found.changes = refresh.changes;
    const auto usual = usual_clock(blocks);
    std::vector<KernelBlock> kernel_blocks;
    for (const auto* block : usable) kernel_blocks.push_back(kernel_block(*block, usual));
    add_kernel(found, identify_kernel(kernel_blocks, found.profile));
    return {found, {}};
}

}  // namespace edgebench
