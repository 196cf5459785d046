// The 95 % interval of a refresh period against simulated recordings of many kinds.

#include "host/energy/recording_gauge.hpp"
#include "tests/host/energy/simulated_recording.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace edgebench;

namespace {

// Any gauge, polled in any way that leaves 25 refreshes or more to see.
class AnyRecording {
  public:
    RecordingSimulation next() {
        RecordingSimulation simulation;
        simulation.seed = ++seed_;
        simulation.length_s = 60;
        simulation.poll_s = pick() < 0.5 ? 0.1 : log_uniform(0.03, 0.4);
        simulation.refresh_s = log_uniform(1.4 * simulation.poll_s, 2.2);
        if (pick() < 0.2) {  // a multiple of the poll interval
            simulation.refresh_s =
                simulation.poll_s * std::ceil(simulation.refresh_s / simulation.poll_s);
        }
        const double kind = pick();
        simulation.refresh_jitter_s = kind < 0.3 ? 0.01 * simulation.refresh_s : 0.002;
        simulation.wander_s = kind > 0.7 ? 0.01 * simulation.refresh_s : 0;
        simulation.changed_share = pick() < 0.6 ? 1 : 0.7;
        simulation.poll_jitter_s = pick() < 0.3 ? 0.0002 : 0.05 * simulation.poll_s;
        simulation.missed_share = pick() < 0.6 ? 0 : 0.05;
        return simulation;
    }

  private:
    double pick() { return std::uniform_real_distribution<>(0, 1)(random_); }
    double log_uniform(double low, double high) {
        return std::exp(std::uniform_real_distribution<>(std::log(low), std::log(high))(random_));
    }
    std::mt19937_64 random_{11};
    std::uint64_t seed_ = 0;
};

}  // namespace

TEST_CASE("a period that is told is never off by 2 %, and its interval holds it", "[host/energy]") {
    constexpr int k_recordings = 24;
    AnyRecording any;
    int told = 0, held = 0;
    for (int i = 0; i < k_recordings; ++i) {
        const auto simulation = any.next();
        const auto gauge = analyse_recording(simulate(simulation), RecordedState::discharging);
        const Seconds truth(simulation.refresh_s);
        INFO("seed " << simulation.seed << ", refresh " << truth.value() << ", poll "
                     << simulation.poll_s << ": " << gauge.refresh.evidence);
        if (!gauge.refresh.value) {
            if (gauge.refresh_interval) CHECK(gauge.refresh_interval->high >= truth);
            continue;
        }
        ++told;
        CHECK(gauge.refresh.value->value() == Approx(truth.value()).epsilon(0.02));
        const auto& range = *gauge.refresh_interval;
        held += range.low <= truth && truth <= range.high ? 1 : 0;
    }
    CHECK(told >= k_recordings - 2);
    // Of 24 intervals of 95 % fewer than 21 hold the truth once in 30 times.
    CHECK(held >= 21);
}
