#include "host/metrics/sustained.hpp"

#include <algorithm>

namespace edgebench {
namespace {

constexpr Seconds k_minute{60};
constexpr std::int32_t k_skin = 3;  // Android's type of a sensor

bool within(DeviceTime time, DeviceTime begin, DeviceTime end) {
    return time >= begin && time < end;
}

class Mean {
  public:
    void add(double value) {
        sum_ += value;
        ++count_;
    }
    std::optional<double> value() const {
        if (count_ == 0) return std::nullopt;
        return sum_ / count_;
    }

  private:
    double sum_ = 0;
    int count_ = 0;
};

std::optional<Celsius> celsius(const Mean& mean) {
    const auto value = mean.value();
    return value ? std::optional(Celsius(*value)) : std::nullopt;
}

std::optional<Celsius> battery(const TrialEnd& trial, DeviceTime begin, DeviceTime end) {
    constexpr double k_degrees_per_raw = 0.1;
    Mean mean;
    for (const auto& sample : trial.context) {
        if (!sample.temperature_raw || !within(sample.time, begin, end)) continue;
        mean.add(static_cast<double>(*sample.temperature_raw) * k_degrees_per_raw);
    }
    return celsius(mean);
}

std::optional<Celsius> skin(const TrialEnd& trial, DeviceTime begin, DeviceTime end) {
    Mean mean;
    for (const auto& sample : trial.thermal) {
        if (!within(sample.time, begin, end)) continue;
        std::optional<double> hottest;
        for (const auto& sensor : sample.sensors) {
            if (sensor.type != k_skin) continue;
            hottest =
                std::max(hottest.value_or(sensor.temperature.value()), sensor.temperature.value());
        }
        if (hottest) mean.add(*hottest);
    }
    return celsius(mean);
}

// Groups of processors have clocks of their own: each is compared with itself.
std::optional<double> lowest_cap_percent(const TrialEnd& trial, DeviceTime begin, DeviceTime end) {
    std::optional<double> lowest;
    for (const auto& group : trial.cpu) {
        std::int64_t highest = 0;
        for (const auto& cap : group.cap_khz) highest = std::max(highest, cap.value_or(0));
        if (highest == 0) continue;
        for (std::size_t i = 0; i < group.cap_khz.size(); ++i) {
            if (!group.cap_khz[i] || !within(DeviceTime(group.time_ns[i]), begin, end)) continue;
            const double percent =
                100 * static_cast<double>(*group.cap_khz[i]) / static_cast<double>(highest);
            lowest = std::min(lowest.value_or(percent), percent);
        }
    }
    return lowest;
}

SustainedMinute minute_of(const TrialEnd& trial, DeviceTime begin, DeviceTime end) {
    SustainedMinute minute;
    minute.duration = seconds_between(begin, end);
    minute.requests =
        std::count_if(trial.phases.begin(), trial.phases.end(), [&](const Phase& phase) {
            return phase.name == "prefill" && within(phase.begin, begin, end);
        });
    minute.decode = decode_speed(trial, begin, end);
    minute.battery = battery(trial, begin, end);
    minute.skin = skin(trial, begin, end);
    minute.cap_percent = lowest_cap_percent(trial, begin, end);
    return minute;
}

}  // namespace

std::optional<SustainedSpan> sustained_span(const TrialEnd& trial) {
    std::optional<SustainedSpan> span;
    for (const auto& phase : trial.phases) {
        if (phase.name != "prefill" && phase.name != "decode") continue;
        if (!span) span = {phase.begin, phase.end};
        span->end = phase.end;
    }
    return span;
}

std::optional<double> decode_speed(const TrialEnd& trial, DeviceTime begin, DeviceTime end) {
    const auto& times = trial.token_times;
    double tokens = 0;
    Seconds spent{0};
    std::size_t i = 0;
    for (const auto& phase : trial.phases) {
        if (phase.name != "decode") continue;
        while (i < times.time_ns.size() && DeviceTime(times.time_ns[i]) < phase.begin) ++i;
        for (; i + 1 < times.time_ns.size() && DeviceTime(times.time_ns[i + 1]) <= phase.end; ++i) {
            if (!within(DeviceTime(times.time_ns[i + 1]), begin, end)) continue;
            tokens += times.tokens[i + 1] - times.tokens[i];
            spent +=
                seconds_between(DeviceTime(times.time_ns[i]), DeviceTime(times.time_ns[i + 1]));
        }
    }
    if (spent <= Seconds(0)) return std::nullopt;
    return tokens / spent.value();
}

std::vector<SustainedMinute> sustained_minutes(const TrialEnd& trial) {
    std::vector<SustainedMinute> minutes;
    const auto span = sustained_span(trial);
    if (!span) return minutes;
    for (auto begin = span->begin; begin < span->end; begin = later(begin, k_minute)) {
        minutes.push_back(minute_of(trial, begin, std::min(later(begin, k_minute), span->end)));
        minutes.back().begin = seconds_between(span->begin, begin);
    }
    return minutes;
}

}  // namespace edgebench
