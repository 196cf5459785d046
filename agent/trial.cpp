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
constexpr Seconds k_sustained_mark_period{1};

std::int32_t most_threads(const std::vector<LoadStep>& steps) {
    std::int32_t most = 0;
    for (const auto& step : steps) most = std::max(most, step.threads);
    return most;
}

}  // namespace

Seconds longest_window(const TrialOrder& order) {
    const Policy& policy = *order.policy;
    const Seconds idle = policy.idle_before + policy.idle_after;
    if (order.spec->sustained) return idle + *order.spec->sustained;
    if (order.spec->load.empty()) {
        const Seconds cold = policy.load_deadline + policy.idle_loaded;
        return idle + policy.trial_deadline + (order.spec->cold ? cold : Seconds(0));
    }
    Seconds total = idle;
    for (const auto& step : order.spec->load) total = total + step.duration;
    return total;
}

std::string why_it_ended(const std::string& how, const std::vector<Phase>& phases) {
    std::string reason = "the engine " + how;
    if (!phases.empty()) reason += " during " + phases.back().name;
    if (how.find("SIGKILL") != std::string::npos) {
        reason += ": the phone has probably run out of memory";
    }
    return reason;
}

Trial::Trial(TrialOrder given, const std::filesystem::path& sys_root)
    : order(std::move(given)),
      sampler(open_polled_sources(order.policy->power, sys_root), sys_root,
              order.policy->sample_period, longest_window(order)) {
    for (const auto& source : order.policy->power) {
        if (is_traced(source)) trace.emplace();
        if (source == k_battery_properties) sampler.ask_battery_service(longest_window(order));
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

void Trial::mark_tokens(DeviceTime time, std::int32_t tokens) {
    auto& times = end.token_times;
    if (tokens <= (times.tokens.empty() ? 0 : times.tokens.back())) return;
    times.time_ns.push_back(time.value());
    times.tokens.push_back(tokens);
}

void Trial::add_timings(const EngineTimings& timings) {
    const auto add = [](auto& sum, const auto& part) {
        if (part) sum = sum.value_or(0) + *part;
    };
    add(end.timings.prompt_tokens, timings.prompt_tokens);
    add(end.timings.prompt_ms, timings.prompt_ms);
    add(end.timings.output_tokens, timings.output_tokens);
    add(end.timings.output_ms, timings.output_ms);
}

// Of a sustained trial the first and the last event of each request are marked, and one a second
// between: an hour of all of them would be too much for a record.
void Trial::record(const Progress& progress) {
    last_progress_ = progress.arrival;
    const bool first = end.phases.back().name == "prefill";
    if (first) enter_phase("decode", progress.arrival);
    if (tokens_before_ + progress.tokens > tokens_) {
        tokens_ = tokens_before_ + progress.tokens;
        last_token_ = progress.arrival;
    }
    const auto& marks = end.token_times.time_ns;
    const bool due = marks.empty() || seconds_between(DeviceTime(marks.back()), last_token_) >=
                                          k_sustained_mark_period;
    if (!order.spec->sustained) end.answer += progress.text;
    if (!order.spec->sustained || first || due || progress.last) mark_tokens(last_token_, tokens_);
    if (!progress.last) return;
    tokens_before_ = tokens_;
    end.finish_reason = progress.finish_reason;
    add_timings(progress.timings);
}

void Trial::rest() {
    enter_phase("idle_after", tokens_ == 0 || order.spec->sustained ? now() : last_token_);
}

asio::awaitable<void> Trial::generate() {
    last_progress_ = now();
    enter_phase("prefill", last_progress_);
    co_await generation->begin();
    co_await race(follow(), watch_deadlines());
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
            // A long prompt may be silent for as long as it takes.
            const Seconds silence =
                last_progress_ == sent ? Seconds(0) : seconds_between(last_progress_, time);
            if (silence >= *policy.token_deadline) {
                throw Error(ErrorCode::engine, "the engine was silent for " + in_words(silence));
            }
            left = std::min(left, *policy.token_deadline - silence);
        }
        co_await sleep_for(left);
    }
}

}  // namespace edgebench::agent
