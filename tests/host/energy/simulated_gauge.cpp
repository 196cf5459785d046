#include "tests/host/energy/simulated_gauge.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace edgebench {
namespace {

constexpr double k_dt = 0.005;
constexpr double k_open_circuit_v = 3.9;
constexpr double k_resistance_ohm = 0.06;
constexpr std::int64_t k_boot_ns = 86'400'000'000'000;  // the phone has been up for a day

struct Truth {
    std::vector<double> power, current, voltage, sum;  // sum of the current up to each step
};

bool is_load(const std::string& name) {
    return name == "load" || name == "prefill" || name == "decode";
}

DeviceTime device_time(double s) {
    return DeviceTime(k_boot_ns + static_cast<std::int64_t>(s * 1e9));
}

class Simulator {
  public:
    explicit Simulator(const Simulation& simulation)
        : simulation_(simulation), random_(simulation.seed) {}

    SimulatedTrial run() {
        for (const auto& phase : simulation_.phases) play(phase);
        make_electric();
        show();
        trial_.end.outcome = Outcome::finished;
        trial_.end.battery.status = ChargeStatus::discharging;
        trial_.end.context.emplace_back().status = ChargeStatus::discharging;
        return trial_;
    }

  private:
    double uniform(double low, double high) {
        return std::uniform_real_distribution<>(low, high)(random_);
    }
    double normal() { return std::normal_distribution<>()(random_); }
    double now() const { return static_cast<double>(truth_.power.size()) * k_dt; }

    void play(const SimulatedPhase& phase) {
        const auto steps = std::lround(phase.length_s * (1 + 0.01 * normal()) / k_dt);
        const double idle_w = simulation_.phases.front().power_w;
        const auto begin = device_time(now());
        double level = 0, above_idle = 0, total = 0;
        for (long i = 0; i < steps; ++i) {
            const double drift = simulation_.drift_w_per_s * now();
            if (i % 10 == 0) level = phase.power_w * (1 + simulation_.unsteadiness * normal());
            truth_.power.push_back(level + drift);
            total += (level + drift) * k_dt;
            above_idle += (level - idle_w) * k_dt;
        }
        trial_.end.phases.push_back({phase.name, begin, device_time(now())});
        if (!is_load(phase.name)) return;
        (phase.name == "load" ? trial_.load_net_j : trial_.net_j) += above_idle;
        if (phase.name != "load") trial_.gross_j += total;
    }

    void make_electric() {
        truth_.sum.push_back(0);
        for (const double power : truth_.power) {
            const double root =
                std::sqrt(k_open_circuit_v * k_open_circuit_v - 4 * k_resistance_ohm * power);
            truth_.current.push_back((k_open_circuit_v - root) / (2 * k_resistance_ohm));
            truth_.voltage.push_back(k_open_circuit_v - truth_.current.back() * k_resistance_ohm);
            truth_.sum.push_back(truth_.sum.back() + truth_.current.back());
        }
    }

    std::size_t step_at(double s) const {
        const auto step = static_cast<long>(s / k_dt);
        return static_cast<std::size_t>(
            std::clamp(step, 0L, static_cast<long>(truth_.current.size()) - 1));
    }

    double kernel_current(double before_s, double at_s) {
        const auto from = step_at(before_s), to = step_at(at_s);
        if (simulation_.kernel == Kernel::instant || to == from) return truth_.current[to];
        if (simulation_.kernel == Kernel::mean) {
            return (truth_.sum[to] - truth_.sum[from]) / static_cast<double>(to - from);
        }
        const double constant = simulation_.filter_constant_s > 0 ? simulation_.filter_constant_s
                                                                  : simulation_.refresh_s;
        for (; filtered_to_ < to; ++filtered_to_) {
            filtered_ += k_dt / constant * (truth_.current[filtered_to_] - filtered_);
        }
        return filtered_;
    }

    struct Shown {
        double from_s;
        std::int64_t current_raw, voltage_raw;
    };

    std::vector<Shown> gauge_readings() {
        std::vector<Shown> shown;
        filtered_ = truth_.current.front();
        double before = 0;
        for (double at = uniform(-simulation_.refresh_s, 0); at < now();
             at += simulation_.refresh_s) {
            const double made = at + simulation_.jitter_s * std::clamp(normal(), -2.0, 2.0);
            const double amps =
                kernel_current(before, made) * (1 + simulation_.gauge_noise * normal());
            const auto quantum = static_cast<double>(simulation_.quantum_ua);
            auto raw = static_cast<std::int64_t>(std::round(amps * 1e6 / quantum) * quantum);
            if (simulation_.unit == GaugeUnit::milliamps) raw = std::lround(amps * 1e3);
            if (simulation_.sign == DischargeSign::negative) raw = -raw;
            const auto volts = std::lround(truth_.voltage[step_at(made)] / 0.00125) * 1250;
            shown.push_back({made, raw, volts});
            before = made;
        }
        return shown;
    }

    // Polls the readings, and codes equal ones into runs as the agent does.
    void show() {
        const auto shown = gauge_readings();
        PowerReadings readings;
        readings.source = "simulated";
        std::size_t k = 0;
        for (double due = 0.01; due < now(); due += simulation_.poll_s) {
            const double at = due + uniform(0, simulation_.poll_lateness_s);
            while (k + 1 < shown.size() && shown[k + 1].from_s <= at) ++k;
            add_poll(readings, device_time(at).value(), shown[k]);
        }
        trial_.end.readings = {readings};
    }

    static void add_poll(PowerReadings& readings, std::int64_t ns, const Shown& shown) {
        if (!readings.polls.empty() && readings.current_raw.back() == shown.current_raw &&
            readings.voltage_raw.back() == shown.voltage_raw) {
            readings.last_ns.back() = ns;
            ++readings.polls.back();
            return;
        }
        readings.first_ns.push_back(ns);
        readings.last_ns.push_back(ns);
        readings.polls.push_back(1);
        readings.current_raw.push_back(shown.current_raw);
        readings.voltage_raw.push_back(shown.voltage_raw);
    }

    const Simulation& simulation_;
    std::mt19937_64 random_;
    Truth truth_;
    SimulatedTrial trial_;
    double filtered_ = 0;
    std::size_t filtered_to_ = 0;
};

}  // namespace

Simulation warm_simulation(double answer_s, double idle_s) {
    Simulation simulation;
    simulation.phases = {{"idle_before", 1.5, idle_s},
                         {"prefill", 7.0, answer_s * 0.2},
                         {"decode", 5.0, answer_s * 0.8},
                         {"idle_after", 1.5, idle_s}};
    return simulation;
}

SimulatedTrial simulate(const Simulation& simulation) {
    return Simulator(simulation).run();
}

}  // namespace edgebench
