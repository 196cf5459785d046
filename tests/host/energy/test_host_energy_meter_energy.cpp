#include "host/energy/meter_energy.hpp"
#include "host/energy/meter_power.hpp"
#include "tests/host/energy/simulated_meter.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

// As it really is.
MeterAlignment truth(const SimulatedRun& run, const SimulatedMeter& meter) {
    MeterAlignment alignment;
    alignment.reference = DeviceTime(static_cast<std::int64_t>(run.boot_s * 1e9));
    alignment.at_reference = Seconds(-meter.begin_s * (1 + meter.drift));
    alignment.drift = meter.drift;
    alignment.error = Seconds(0.01);
    return alignment;
}

MeterEnergy measure(const SimulatedRun& run, const SimulatedMeter& meter, std::size_t trial = 0) {
    auto attempt = attempts_of(run).at(trial);
    attempt.energy.net = Joules(net_j(run.loads.at(trial), run) * 1.1);
    return meter_energy(attempt, record(run, meter), truth(run, meter));
}

// Of the first answer, the unsteadiness of its power included.
double recorded_net_j(const SimulatedRun& run, const SimulatedMeter& meter) {
    const auto recording = record(run, meter);
    const auto& load = run.loads[0];
    const auto at = [&](double time_s) {
        return energy_until(recording, Seconds((time_s - meter.begin_s) * (1 + meter.drift)));
    };
    const double length_s = load.prefill_s + load.decode_s;
    return (at(load.begin_s + length_s) - at(load.begin_s)).value() - run.idle_w * length_s;
}

}  // namespace

TEST_CASE("a meter gives a trial's energies and how far the gauge is off", "[host/energy]") {
    const auto run = simulated_run();
    const auto energy = measure(run, {}, 2);
    const auto& load = run.loads[2];
    REQUIRE(energy.net);
    CHECK(energy.why_not.empty());
    CHECK(energy.net->value() == Approx(net_j(load, run)).epsilon(0.01));
    CHECK(energy.prefill_net->value() ==
          Approx((load.prefill_w - run.idle_w) * load.prefill_s).epsilon(0.03));
    CHECK(energy.decode_net->value() ==
          Approx((load.decode_w - run.idle_w) * load.decode_s).epsilon(0.01));
    CHECK(energy.baseline->value() == Approx(0.9).margin(0.02));
    CHECK(energy.gross->value() ==
          Approx(net_j(load, run) + 0.9 * (load.prefill_s + load.decode_s)).epsilon(0.02));
    CHECK(energy.gauge_excess.value() == Approx(0.1).margin(0.02));
    CHECK(energy.net_se->value() >= energy.alignment_se->value());
}

TEST_CASE("the stated error of a meter's energies is the one they have", "[host/energy]") {
    auto run = simulated_run(1);
    run.noise_w = 0.3;
    double squares = 0, stated = 0;
    constexpr int k_runs = 40;
    for (int i = 0; i < k_runs; ++i) {
        run.seed = static_cast<unsigned>(i);
        const SimulatedMeter meter{.end_s = 60};
        const auto energy = measure(run, meter);
        const double off = energy.net.value().value() - recorded_net_j(run, meter);
        squares += off * off / k_runs;
        stated += energy.net_se->value() * energy.net_se->value() / k_runs;
    }
    CHECK(stated > squares / 3);
    CHECK(stated < squares * 3);
}

TEST_CASE("the alignment's error reaches the phases, and hardly the whole answer",
          "[host/energy]") {
    auto run = simulated_run();
    run.noise_w = 0;
    const auto attempt = attempts_of(run)[0];
    const SimulatedMeter meter;
    const auto recording = record(run, meter);
    auto late = truth(run, meter);
    late.at_reference += Seconds(0.05);
    const auto right = meter_energy(attempt, recording, truth(run, meter));
    const auto off = meter_energy(attempt, recording, late);
    CHECK(off.net->value() == Approx(right.net->value()).epsilon(1e-3));
    CHECK(off.prefill_net->value() - right.prefill_net->value() ==
          Approx(0.05 * (run.loads[0].decode_w - run.idle_w)).epsilon(0.1));
}

TEST_CASE("a trial without a full recording has a reason instead of an energy", "[host/energy]") {
    const auto run = simulated_run();
    CHECK(measure(run, {.begin_s = 5}).why_not == k_outside_recording);
    CHECK_FALSE(measure(run, {.begin_s = 5}).net);
    CHECK(measure(run, {.end_s = 20}).why_not == k_outside_recording);
    auto short_idle = run;
    short_idle.idle_s = 1.5;
    CHECK(measure(short_idle, {}).why_not == "idle too short");

    const SimulatedMeter meter;
    auto recording = record(run, meter);
    auto attempt = attempts_of(run)[0];
    const auto at = [&](double time_s) {
        return static_cast<std::ptrdiff_t>((time_s - meter.begin_s) / meter.step_s);
    };
    recording.time.erase(recording.time.begin() + at(12), recording.time.begin() + at(12.3));
    recording.energy.erase(recording.energy.begin() + at(12), recording.energy.begin() + at(12.3));
    CHECK(meter_energy(attempt, recording, truth(run, meter)).why_not == k_recording_gap);
    attempt.end.outcome = Outcome::failed;
    CHECK(meter_energy(attempt, recording, truth(run, meter)).why_not == "unfinished");
}
