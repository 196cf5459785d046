#include "tests/host/energy/simulated_recording.hpp"

#include <cmath>
#include <random>

namespace edgebench {
namespace {

constexpr std::int64_t k_start_ms = 1'700'000'000'000;
constexpr std::int64_t k_ms = 1'000'000;

}  // namespace

GaugeRecording simulate(const RecordingSimulation& simulation) {
    std::mt19937_64 random(simulation.seed);
    const auto uniform = [&](double to) { return std::uniform_real_distribution<>(0, to)(random); };
    std::normal_distribution<> normal;
    double due = simulation.refresh_s * uniform(1), made = due;
    std::int64_t step = std::llround(simulation.level / simulation.quantum);
    GaugeRecording recording;
    double poll_due = uniform(simulation.poll_s);
    while (poll_due < simulation.length_s) {
        const double poll = poll_due + simulation.poll_jitter_s * std::abs(normal(random));
        while (made <= poll) {
            if (uniform(1) < simulation.changed_share) {
                const auto by = std::llround(std::abs(normal(random)) * 12) + 1;
                const double now = static_cast<double>(step) * simulation.quantum;
                step += uniform(1) < (now > simulation.level ? 0.7 : 0.3) ? -by : by;
            }
            due += simulation.refresh_s + simulation.wander_s * normal(random);
            made = due + simulation.refresh_jitter_s * normal(random);
        }
        if (uniform(1) >= simulation.missed_share) {
            recording.time.push_back(DeviceTime((k_start_ms + std::llround(poll * 1000)) * k_ms));
            recording.current_raw.push_back(
                static_cast<double>(std::llround(static_cast<double>(step) * simulation.quantum)));
        }
        poll_due = std::max(poll_due + simulation.poll_s, poll + 0.002);
    }
    return recording;
}

}  // namespace edgebench
