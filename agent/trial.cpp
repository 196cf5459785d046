#include "agent/trial.hpp"

#include "agent/async.hpp"
#include "agent/clock.hpp"
#include "agent/power_probe.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>
#include <utility>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

constexpr std::size_t k_characters_per_token = 8;

Seconds expected_duration(const TrialOrder& order) {
    const Policy& policy = *order.policy;
    if (order.spec->load.empty()) return longest_window(policy);
    Seconds total = policy.idle_before + policy.idle_after;
    for (const auto& step : order.spec->load) total = total + step.duration;
    return total;
}

std::int32_t most_threads(const std::vector<LoadStep>& steps) {
    std::int32_t most = 0;
    for (const auto& step : steps) most = std::max(most, step.threads);
    return most;
}

}  // namespace

Seconds longest_window(const Policy& policy) {
    return policy.idle_before + policy.load_deadline + policy.idle_loaded + policy.trial_deadline +
           policy.idle_after;
}

Trial::Trial(TrialOrder given, const std::filesystem::path& sys_root)
    : order(std::move(given)),
      sampler(open_polled_sources(order.policy->power, sys_root), sys_root,
              order.policy->sample_period, expected_duration(order)) {
    for (const auto& source : order.policy->power) {
        if (is_traced(source)) trace.emplace();
        if (source == k_battery_properties) sampler.ask_battery_service(expected_duration(order));
    }
    if (order.policy->battery_temperature_ceiling) {
        sampler.set_ceiling(*order.policy->battery_temperature_ceiling);
    }
    const auto tokens = static_cast<std::size_t>(order.spec->output_tokens);
    end.trial = order.trial;
    end.phases.reserve(8 + order.spec->load.size());
    end.token_times.time_ns.reserve(tokens + 1);
    end.token_times.tokens.reserve(tokens + 1);
    end.answer.reserve(tokens * k_characters_per_token);
    if (!order.setup) load.emplace(most_threads(order.spec->load));
}

void Trial::leave_phase(DeviceTime at) {
    if (!end.phases.empty()) end.phases.back().end = at;
}

void Trial::enter_phase(const char* name, DeviceTime at) {
    leave_phase(at);
    end.phases.push_back(Phase{name, at, at});
}

void Trial::record(const Progress& progress) {
    last_progress_ = progress.arrival;
    if (end.phases.back().name == "prefill") enter_phase("decode", progress.arrival);
    end.answer += progress.text;
    auto& times = end.token_times;
    if (times.tokens.empty() ? progress.tokens > 0 : progress.tokens > times.tokens.back()) {
        times.time_ns.push_back(progress.arrival.value());
        times.tokens.push_back(progress.tokens);
    }
    if (!progress.last) return;
    end.finish_reason = progress.finish_reason;
    end.timings = progress.timings;
}

asio::awaitable<void> Trial::generate() {
    last_progress_ = now();
    enter_phase("prefill", last_progress_);
    co_await generation->begin();
    co_await race(follow(), watch_deadlines());
    const auto& times = end.token_times.time_ns;
    enter_phase("idle_after", times.empty() ? now() : DeviceTime(times.back()));
}

asio::awaitable<void> Trial::follow() {
    for (;;) {
        const Progress progress = co_await generation->next();
        record(progress);
        if (progress.last) co_return;
    }
}

// Ends only by throwing: the engine is too slow or silent.
asio::awaitable<void> Trial::watch_deadlines() {
    const Policy& policy = *order.policy;
    const DeviceTime sent = last_progress_;
    for (;;) {
        const DeviceTime time = now();
        Seconds left = seconds_between(time, later(sent, policy.trial_deadline));
        if (left <= Seconds(0)) {
            throw Error(ErrorCode::engine, "the generation was not finished within " +
                                               in_words(policy.trial_deadline));
        }
        if (policy.token_deadline) {
            const Seconds silence = seconds_between(last_progress_, time);
            if (silence >= *policy.token_deadline) {
                throw Error(ErrorCode::engine, "the engine was silent for " + in_words(silence));
            }
            left = std::min(left, *policy.token_deadline - silence);
        }
        co_await sleep_for(left);
    }
}

}  // namespace edgebench::agent
