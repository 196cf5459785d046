#include "tests/host/energy/simulated_meter.hpp"

#include <cmath>
#include <random>

namespace edgebench {
namespace {

DeviceTime on_phone(const SimulatedRun& run, double time_s) {
    return DeviceTime(std::llround((run.boot_s + time_s) * 1e9));
}

double power_w(const SimulatedRun& run, double time_s) {
    for (const auto& load : run.loads) {
        const double since = time_s - load.begin_s;
        if (since >= run.edge_late_s && since < load.prefill_s) return load.prefill_w;
        if (since >= load.prefill_s && since < load.prefill_s + load.decode_s) return load.decode_w;
    }
    return run.idle_w;
}

}  // namespace

SimulatedRun simulated_run(int answers) {
    SimulatedRun run;
    std::mt19937 random(7);
    std::uniform_real_distribution<> length(5, 8);
    for (int i = 0; i < answers; ++i) {
        run.loads.push_back({.begin_s = 10 + 30.0 * i, .decode_s = length(random)});
    }
    return run;
}

std::vector<Attempt> attempts_of(const SimulatedRun& run) {
    std::vector<Attempt> attempts;
    for (const auto& load : run.loads) {
        auto& attempt = attempts.emplace_back();
        attempt.begin.trial = "trial " + std::to_string(attempts.size());
        attempt.end.outcome = Outcome::finished;
        double at = load.begin_s - run.idle_s;
        const auto add = [&](const char* name, double length) {
            attempt.end.phases.push_back({name, on_phone(run, at), on_phone(run, at + length)});
            at += length;
        };
        add("idle_before", run.idle_s);
        add("prefill", load.prefill_s);
        add("decode", load.decode_s);
        add("idle_after", run.idle_s);
    }
    return attempts;
}

double net_j(const SimulatedLoad& load, const SimulatedRun& run) {
    return (load.prefill_w - run.idle_w) * (load.prefill_s - run.edge_late_s) +
           (load.decode_w - run.idle_w) * load.decode_s;
}

MeterRecording record(const SimulatedRun& run, const SimulatedMeter& meter) {
    constexpr double k_piece_s = 0.05;
    std::mt19937 random(run.seed);
    std::normal_distribution<> noise(0, run.noise_w);
    MeterRecording recording;
    recording.longest_step = Seconds(meter.step_s);
    double energy = 0, piece_noise = 0, next_piece = meter.begin_s;
    const double scale = 1 + meter.drift;
    for (double time = meter.begin_s; time < meter.end_s; time += meter.step_s / scale) {
        // Its clock begins at 0 with the recording.
        recording.time.emplace_back((time - meter.begin_s) * scale);
        recording.energy.emplace_back(energy);
        if (time >= next_piece) {
            piece_noise = noise(random);
            next_piece += k_piece_s;
        }
        energy += (power_w(run, time) + piece_noise) * meter.step_s;
    }
    recording.samples = recording.time.size();
    return recording;
}

}  // namespace edgebench
