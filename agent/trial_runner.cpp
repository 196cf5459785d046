#include "agent/trial_runner.hpp"

#include "agent/async.hpp"
#include "agent/battery.hpp"
#include "agent/battery_service.hpp"
#include "agent/clock.hpp"
#include "agent/device_state.hpp"
#include "agent/engine_memory.hpp"
#include "agent/llama_server.hpp"
#include "agent/page_cache.hpp"
#include "agent/thermal.hpp"
#include "agent/traffic.hpp"
#include "agent/trial.hpp"

#include <algorithm>
#include <utility>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

constexpr Seconds k_gate_period{1};
// Gates that cost a process are read so often.
constexpr Seconds k_slow_gate_period{10};
// A closed connection is seen before the end of the process that closed it.
constexpr Seconds k_end_notice{0.5};
// Enough to bring code and weights into memory; the discarded answer is not measured.
constexpr std::int32_t k_discarded_tokens = 16;
// Each leaves two phases in the trial's record, whose size is limited (protocol/codec.hpp).
constexpr int k_most_requests = 10'000;

Error cancelled_error() {
    return Error(ErrorCode::cancelled, "cancelled");
}

asio::awaitable<void> to_the_end(Generation& generation) {
    co_await generation.begin();
    for (;;) {
        const Progress progress = co_await generation.next();
        if (progress.last) co_return;
    }
}

EngineFactory llama_servers(const asio::any_io_executor& executor, const RunnerRoots& roots) {
    EngineRoots engine_roots{roots.engines, roots.blobs, roots.scratch};
    return [executor, engine_roots](const EngineSetup& setup) {
        return std::make_unique<LlamaServer>(executor, setup, engine_roots);
    };
}

}  // namespace

TrialRunner::TrialRunner(asio::any_io_executor executor, RunnerRoots roots,
                         std::function<void(Event)> on_event)
    : TrialRunner(executor, roots, std::move(on_event), llama_servers(executor, roots)) {}

TrialRunner::TrialRunner(asio::any_io_executor executor, RunnerRoots roots,
                         std::function<void(Event)> on_event, EngineFactory make_engine)
    : executor_(std::move(executor)),
      roots_(std::move(roots)),
      on_event_(std::move(on_event)),
      make_engine_(std::move(make_engine)),
      cancelling_(executor_) {}

TrialRunner::~TrialRunner() = default;

void TrialRunner::tell(std::string kind, std::string text) const {
    on_event_(Event{now(), std::move(kind), std::move(text)});
}

void TrialRunner::cancel() {
    cancelled_ = true;
    cancelling_.notify();
}

asio::awaitable<void> TrialRunner::throw_when_cancelled() {
    while (!cancelled_) co_await cancelling_.wait();
    throw cancelled_error();
}

asio::awaitable<void> TrialRunner::unless_cancelled(asio::awaitable<void> work) {
    co_await race(std::move(work), throw_when_cancelled());
}

asio::awaitable<void> TrialRunner::throw_when_engine_ends() {
    co_await engine_->ended();
    throw Error(ErrorCode::engine, "the engine ended");
}

bool TrialRunner::is_warm_for(const TrialOrder& order) const {
    return engine_ && order.setup && setup_ == *order.setup && engine_->state().pid;
}

GateReadings TrialRunner::readings() const {
    auto readings = read_gates(roots_.sys, roots_.proc, roots_.blobs);
    readings.thermal = thermal_;
    readings.battery_saver = battery_saver_;
    readings.screen_on = screen_on_;
    if (!readings.battery.status && battery_.status) readings.battery = battery_;
    return readings;
}

GateReadings TrialRunner::readings_for(const TrialOrder& order) const {
    auto readings = this->readings();
    // What the trial needs has been taken already by its own engine.
    if (is_warm_for(order)) readings.memory_available.reset();
    return readings;
}

asio::awaitable<void> TrialRunner::read_slow_gates(const Policy& policy) {
    thermal_ = co_await read_thermal();
    battery_ = co_await read_battery_state(roots_.sys);
    if (policy.refuse_battery_saver) battery_saver_ = co_await read_battery_saver();
    if (wants_screen(policy.settings)) screen_on_ = co_await screen_is_on();
}

asio::awaitable<std::optional<std::string>> TrialRunner::admit(TrialOrder order) {
    co_await stop_unless_warm_for(order);
    try {
        co_await unless_cancelled(read_slow_gates(*order.policy));
        const auto unchecked = unchecked_gates(*order.policy, readings());
        if (std::exchange(told_unchecked_, unchecked) != unchecked)
            tell("gate_unchecked", "cannot be read on this phone: " + unchecked);
        auto obstacle = co_await wait_for_gates(order);
        if (obstacle.empty()) co_return std::nullopt;
        co_return std::move(obstacle);
    } catch (const Error& error) {
        co_return error.message();
    }
}

// What was still in the way at the deadline; empty when nothing was.
asio::awaitable<std::string> TrialRunner::wait_for_gates(TrialOrder order) {
    const DeviceTime deadline = later(now(), order.policy->admit_deadline);
    DeviceTime slow_due = later(now(), k_slow_gate_period);
    std::string waited_for;
    for (;;) {
        const auto closed = closed_gates(*order.policy, readings_for(order));
        if (closed.empty()) co_return "";
        const Seconds left = seconds_between(now(), deadline);
        if (left <= Seconds(0)) co_return in_words(closed);
        std::string names;
        for (const auto& gate : closed) names += gate.name + ",";
        // A value that moves is no news.
        if (std::exchange(waited_for, names) != names) tell("gate_wait", in_words(closed));
        co_await unless_cancelled(sleep_for(std::min(left, k_gate_period)));
        if (now() < slow_due) continue;
        co_await unless_cancelled(read_slow_gates(*order.policy));
        slow_due = later(now(), k_slow_gate_period);
    }
}

asio::awaitable<void> TrialRunner::prepare(TrialOrder order) {
    if (cancelled_) throw cancelled_error();
    co_await stop_unless_warm_for(order);
    if (engine_ || !order.setup) co_return;
    auto caching = prepare_page_cache(roots_.blobs, order);
    co_await unless_cancelled(std::move(caching));
    if (order.spec->cold) co_return;
    setup_ = *order.setup;
    engine_ = make_engine_(setup_);
    const auto failure = co_await captured(unless_cancelled(warm_up(order)));
    if (!failure) co_return;
    const std::string log = engine_->state().log;
    co_await stop();
    try {
        std::rethrow_exception(failure);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled) throw;
        throw Error(ErrorCode::engine, error.message(), log);
    }
}

asio::awaitable<void> TrialRunner::warm_up(TrialOrder order) {
    co_await load(*order.policy);
    tell("engine_started",
         "the engine is ready (process " + std::to_string(engine_->state().pid.value_or(0)) + ")");
    TrialSpec spec = *order.spec;
    spec.output_tokens = std::min(spec.output_tokens, k_discarded_tokens);
    const auto generation = co_await engine_->open(*order.prompt, spec);
    const auto ended = co_await within(order.policy->trial_deadline, to_the_end(*generation));
    if (ended == Ended::too_late) {
        throw Error(ErrorCode::engine, "the first request was not answered within " +
                                           in_words(order.policy->trial_deadline));
    }
}

asio::awaitable<void> TrialRunner::load(const Policy& policy) {
    const auto ended = co_await within(policy.load_deadline, engine_->start());
    if (ended == Ended::too_late) {
        throw Error(ErrorCode::engine,
                    "the engine did not load the model within " + in_words(policy.load_deadline));
    }
}

asio::awaitable<void> TrialRunner::stop() {
    if (!engine_) co_return;
    co_await engine_->stop();
    engine_.reset();
}

asio::awaitable<void> TrialRunner::stop_unless_warm_for(TrialOrder order) {
    if (order.spec->cold || !is_warm_for(order)) co_await stop();
}

asio::awaitable<TrialEnd> TrialRunner::run(TrialOrder order) {
    const auto closed = closed_gates(*order.policy, readings_for(order));
    Trial trial(std::move(order), roots_.sys);
    if (!closed.empty()) {
        trial.end.outcome = Outcome::not_admitted;
        trial.end.reason = in_words(closed);
        co_return std::move(trial.end);
    }
    if (thermal_) trial.end.thermal.push_back(*thermal_);
    const auto bytes_before = shell_bytes(roots_.proc);
    const auto failure = co_await captured(measure(trial));
    for (const auto time : std::exchange(spawned_, {})) {
        on_event_(Event{time, "process_spawned", "dumpsys thermalservice inside the window"});
    }
    set_bytes(trial.end.traffic, bytes_before, shell_bytes(roots_.proc));
    trial.generation.reset();
    trial.end.readings = trial.sampler.readings();
    trial.end.context = trial.sampler.context();
    trial.end.cpu = trial.sampler.cpu();
    trial.end.disturbances = disturbances_;
    trial.end.battery = read_battery(roots_.sys);
    co_await captured(unless_cancelled(look_after(trial)));
    co_await conclude(trial, failure);
    co_return std::move(trial.end);
}

// What costs a process is not waited for when it is all over.
asio::awaitable<void> TrialRunner::look_after(Trial& trial) {
    trial.end.battery = co_await read_battery_state(roots_.sys);
    thermal_ = co_await read_thermal();
    if (thermal_) trial.end.thermal.push_back(*thermal_);
}

// As far as it can be done before the window.
asio::awaitable<void> TrialRunner::open_engine(Trial& trial) {
    if (trial.order.spec->cold) {
        setup_ = *trial.order.setup;
        engine_ = make_engine_(setup_);
        trial.end.page_cache_resident_share = resident_share(model_files(roots_.blobs, setup_));
        co_return;
    }
    if (!is_warm_for(trial.order)) {
        throw Error(ErrorCode::engine, "the engine ended between its trials");
    }
    trial.sampler.watch_engine(roots_.proc, *engine_->state().pid);
    trial.generation = co_await engine_->open(*trial.order.prompt, *trial.order.spec);
}

// A phone without its trace still gives latency and quality.
asio::awaitable<void> TrialRunner::start_trace(Trial& trial) {
    if (!trial.trace) co_return;
    const Seconds period = trial.order.policy->sample_period;
    try {
        co_await trial.trace->start(period, longest_window(trial.order));
    } catch (const Error& error) {
        tell("power_source", error.message());
    }
}

asio::awaitable<void> TrialRunner::stop_trace(Trial& trial) {
    if (!trial.trace || !trial.trace->started()) co_return;
    try {
        trial.end.power_trace = co_await trial.trace->stop();
    } catch (const Error& error) {
        tell("power_source", error.message());
    }
}

asio::awaitable<void> TrialRunner::measure(Trial& trial) {
    if (cancelled_) throw cancelled_error();
    if (trial.order.setup) co_await open_engine(trial);
    co_await start_trace(trial);
    auto phases = trial.order.setup ? run_phases(trial) : run_load_block(trial);
    auto work = unless_cancelled(std::move(phases));
    const auto sampled = [](Sampler& sampler, asio::awaitable<void> work) -> asio::awaitable<void> {
        co_await race(std::move(work), sampler.run());
    };
    const ClockPair begin = read_clocks();
    disturbances_ = 0;
    in_window_ = true;
    const auto failure = co_await captured(sampled(trial.sampler, std::move(work)));
    in_window_ = false;
    trial.leave_phase(now());
    trial.end.suspended_ns = suspended_ns(begin, read_clocks());
    co_await stop_trace(trial);
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> TrialRunner::run_phases(Trial& trial) {
    const Policy& policy = *trial.order.policy;
    trial.enter_phase("idle_before", now());
    if (trial.order.spec->cold) {
        co_await sleep_for(policy.idle_before);
        trial.enter_phase("load", now());
        co_await load(policy);
        trial.sampler.watch_engine(roots_.proc, engine_->state().pid.value_or(0));
        trial.generation = co_await engine_->open(*trial.order.prompt, *trial.order.spec);
        trial.enter_phase("idle_loaded", now());
    }
    co_await race(run_phases_with_engine(trial), throw_when_engine_ends());
}

asio::awaitable<void> TrialRunner::run_phases_with_engine(Trial& trial) {
    const Policy& policy = *trial.order.policy;
    co_await sleep_for(trial.order.spec->cold ? policy.idle_loaded : policy.idle_before);
    if (trial.order.spec->sustained) {
        co_await sustain(trial);
    } else {
        co_await trial.generate();
    }
    trial.rest();
    co_await sleep_for(policy.idle_after);
}

asio::awaitable<void> TrialRunner::sustain(Trial& trial) {
    const auto watched = [](TrialRunner& self, Trial& of) -> asio::awaitable<void> {
        co_await race(self.repeat_requests(of), self.watch_heat(of));
    };
    const auto ended = co_await within(*trial.order.spec->sustained, watched(*this, trial));
    trial.end.finish_reason = ended == Ended::too_late ? "time" : "limit";
    trial.generation.reset();  // the engine stops
}

asio::awaitable<void> TrialRunner::repeat_requests(Trial& trial) {
    for (int made = 0; made < k_most_requests; ++made) {
        if (made > 0) {
            trial.generation = co_await engine_->open(*trial.order.prompt, *trial.order.spec);
        }
        co_await trial.generate();
    }
}

// The one process that a window may start, and the reason why a sustained trial has no energies.
asio::awaitable<void> TrialRunner::watch_heat(Trial& trial) {
    for (;;) {
        co_await sleep_for(k_slow_gate_period);
        const auto sample = co_await read_thermal();
        if (sample) trial.end.thermal.push_back(*sample);
        spawned_.push_back(now());
    }
}

asio::awaitable<void> TrialRunner::run_load_block(Trial& trial) {
    const Policy& policy = *trial.order.policy;
    const auto& steps = trial.order.spec->load;
    trial.enter_phase("idle_before", now());
    co_await sleep_for(policy.idle_before);
    for (const auto& step : steps) {
        trial.load->set_busy(step.threads);
        trial.enter_phase(step.threads > 0 ? "busy" : "rest", now());
        trial.sampler.sample_cpu();
        co_await sleep_for(step.duration);
        trial.sampler.sample_cpu();
    }
    trial.load->set_busy(0);
    trial.enter_phase("idle_after", now());
    co_await sleep_for(policy.idle_after);
}

asio::awaitable<void> TrialRunner::conclude(Trial& trial, std::exception_ptr failure) {
    TrialEnd& end = trial.end;
    // An engine that is ending says why by its exit status.
    if (failure && engine_ && !cancelled_) co_await within(k_end_notice, engine_->ended());
    const EngineState state = engine_ ? engine_->state() : EngineState{};
    end.engine = state.report;
    if (state.pid) {
        end.memory = read_engine_memory(roots_.proc, *state.pid);
        end.traffic.engine_sockets_beyond_loopback =
            sockets_beyond_loopback(roots_.proc, *state.pid);
    }
    end.outcome = Outcome::finished;
    // What a phone keeps up until it is too hot is what a sustained trial is for.
    const bool too_hot = trial.order.spec->sustained && trial.sampler.above_ceiling();
    if (too_hot) end.finish_reason = "ceiling";
    try {
        if (failure && !too_hot) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        const auto known = as_error(error);
        const bool stopped = known.code() == ErrorCode::cancelled;
        end.outcome = stopped ? Outcome::cancelled : Outcome::failed;
        end.reason = known.message();
    }
    if (end.outcome == Outcome::failed) {
        end.engine_log = state.log;
        if (state.ended) end.reason = why_it_ended(*state.ended, end.phases);
    }
    if (failure || trial.order.spec->cold) co_await stop();
}

}  // namespace edgebench::agent
