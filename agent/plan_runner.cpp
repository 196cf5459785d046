#include "agent/plan_runner.hpp"

#include "agent/async.hpp"
#include "agent/clock.hpp"
#include "agent/device_info.hpp"
#include "agent/device_state.hpp"
#include "agent/log.hpp"
#include "agent/plan_recovery.hpp"
#include "agent/random.hpp"
#include "agent/trial.hpp"

#include <boost/asio/co_spawn.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

constexpr int k_most_refusals_in_a_row = 3;
constexpr int k_attempts_per_trial = 2;

std::int64_t wall_clock_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

TrialEnd without_measurement(const TrialOrder& order, Outcome outcome, std::string reason) {
    TrialEnd end;
    end.trial = order.trial;
    end.outcome = outcome;
    end.reason = std::move(reason);
    return end;
}

}  // namespace

struct PlanRunner::Attempt {
    std::uint32_t index = 0;
    std::int32_t number = 1;
};

// The plan that runs.
struct PlanRunner::Run {
    Plan plan;
    JournalFile journal;
    TrialRunner trials;
    std::string boot_id;
    std::deque<Attempt> waiting{};
    std::deque<Attempt> retries{};  // when everything else is done
    bool closed = false;
    std::optional<std::string> end_reason{};
    int refusals_in_a_row = 0;
    std::vector<Setting> changed{};

    std::optional<Attempt> next();
    void add(std::size_t from);
};

std::optional<PlanRunner::Attempt> PlanRunner::Run::next() {
    auto& list = waiting.empty() && closed ? retries : waiting;
    if (list.empty()) return std::nullopt;
    const auto attempt = list.front();
    list.pop_front();
    return attempt;
}

void PlanRunner::Run::add(std::size_t from) {
    for (auto i = from; i < plan.trials.size(); ++i) {
        waiting.push_back({.index = static_cast<std::uint32_t>(i)});
    }
}

PlanRunner::PlanRunner(asio::any_io_executor executor, PlanParts parts)
    : executor_(std::move(executor)), parts_(std::move(parts)), orders_(executor_) {}

PlanRunner::~PlanRunner() = default;

bool PlanRunner::running(const std::string& id) const {
    return run_ && run_->plan.id == id;
}

bool PlanRunner::needs(const std::string& path) const {
    return run_ && std::ranges::any_of(run_->plan.setups, [&](const EngineSetup& setup) {
               const auto is_blob = [&](const std::string& id) { return path == "blobs/" + id; };
               return is_blob(setup.model_sha256) ||
                      std::ranges::any_of(setup.further_parts_sha256, is_blob) ||
                      path.starts_with("engines/" + setup.engine_id + "/");
           });
}

bool PlanRunner::in_window() const {
    return run_ && run_->trials.in_window();
}

void PlanRunner::note_disturbance() {
    if (in_window()) run_->trials.note_disturbance();
}

Error PlanRunner::busy() const {
    const auto& lock = parts_.lock.text();
    return Error(ErrorCode::busy,
                 "the phone is busy with a plan of " + lock.owner + " until " +
                     expiry_in_words(lock) + " or longer",
                 "Wait, or cancel that plan with `edgebench cancel`.", Retry::can_help);
}

void PlanRunner::require_content(const Plan& plan) const {
    const auto refuse = [](const std::string& what) {
        throw Error(ErrorCode::device, what + " is not on the phone",
                    "Push it before the plan is submitted.", Retry::can_help);
    };
    for (const auto& setup : plan.setups) {
        if (!parts_.blobs.has_engine_file(setup.engine_id, setup.executable)) {
            refuse("the engine " + setup.engine_id);
        }
        if (!parts_.blobs.has_blob(setup.model_sha256)) refuse("the model " + setup.model_sha256);
        for (const auto& part : setup.further_parts_sha256) {
            if (!parts_.blobs.has_blob(part)) refuse("the model's part " + part);
        }
    }
}

void PlanRunner::submit(Plan plan) {
    validate(plan);
    if (parts_.plans.has(plan.id)) return;  // the answer to an earlier attempt was lost
    if (run_) throw busy();
    require_content(plan);

    PlanBegin begin;
    begin.agent_build = parts_.build_id;
    begin.agent_pid = ::getpid();
    begin.begin = now();
    begin.wall_clock_ms = wall_clock_ms();
    begin.device =
        read_device_info({parts_.roots.sys, parts_.roots.proc, parts_.roots.blobs}, parts_.power);
    begin.plan = plan;
    auto journal = parts_.plans.create(plan.id);
    try {
        journal.append(begin);
    } catch (...) {
        parts_.plans.discard(plan.id);
        throw;
    }

    const auto on_event = [this](const Event& event) { tell_event(event); };
    run_.reset(
        new Run{.plan = std::move(plan),
                .journal = std::move(journal),
                .trials = parts_.make_engine
                              ? TrialRunner(executor_, parts_.roots, on_event, parts_.make_engine)
                              : TrialRunner(executor_, parts_.roots, on_event),
                .boot_id = begin.device.boot_id,
                .closed = begin.plan.mode == PlanMode::closed});
    run_->add(0);
    parts_.lock.begin_plan(run_->plan.owner, run_->plan.id);
    log::info("plan " + run_->plan.id + " of " + run_->plan.owner + " begins");
    asio::co_spawn(executor_, execute(), [](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

PlanRunner::Run& PlanRunner::run_of(const std::string& id) const {
    if (running(id)) return *run_;
    throw Error(ErrorCode::device, "plan " + id + " does not run on this phone",
                "It may have ended; its journal can be collected.");
}

void PlanRunner::append_trials(const std::string& id, std::vector<TrialSpec> trials) {
    auto& run = run_of(id);
    if (run.closed) throw Error(ErrorCode::device, "plan " + id + " is closed");
    validate(run.plan, trials);
    const auto before = run.plan.trials.size();
    TrialsAppended appended;
    appended.trials = std::move(trials);
    record(appended);
    run.plan.trials.insert(run.plan.trials.end(), appended.trials.begin(), appended.trials.end());
    run.add(before);
    orders_.notify();
}

void PlanRunner::close(const std::string& id) {
    if (!running(id) && parts_.plans.has(id)) return;
    auto& run = run_of(id);
    if (run.closed) return;
    record(PlanClosed());
    run.closed = true;
    orders_.notify();
}

void PlanRunner::end_early(std::string reason) {
    if (!run_ || run_->end_reason) return;
    run_->end_reason = std::move(reason);
    run_->trials.cancel();
    orders_.notify();
}

void PlanRunner::cancel(const std::string& id) {
    if (!running(id) && parts_.plans.has(id)) return;
    run_of(id);
    end_early("cancelled");
}

asio::awaitable<void> PlanRunner::stop(std::string reason) {
    end_early(std::move(reason));
    while (run_) co_await parts_.audience.change();
}

// To the journal, and to whoever follows it.
void PlanRunner::record(const JournalRecord& record) {
    run_->journal.append(record);
    parts_.audience.tell();
}

// An end that is too large for a record is one without what was measured.
void PlanRunner::record_end(const TrialOrder& order, const TrialEnd& end) {
    std::string reason;
    try {
        return record(end);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::internal) throw;
        reason = "what was measured does not fit into the journal: " + error.message();
    }
    record(without_measurement(order, Outcome::failed, std::move(reason)));
}

void PlanRunner::tell_event(const Event& event) {
    log::info(event.kind + ": " + event.text);
    if (run_) record(event);
}

asio::awaitable<void> PlanRunner::execute() {
    std::string reason;
    try {
        co_await race(change_state(), told_to_end());
        reason = co_await run_trials();
    } catch (const std::exception& error) {
        reason = "broken off: " + as_error(error).message();
    }
    co_await finish(std::move(reason));
}

asio::awaitable<void> PlanRunner::change_state() {
    if (run_->plan.policy.settings.empty()) co_return;
    StateChanged change;
    change.settings = co_await snapshot_settings(run_->plan.policy.settings);
    record(change);
    run_->changed = change.settings;
    change.settings = co_await apply_settings(change.settings);
    record(change);
    run_->changed = change.settings;
}

asio::awaitable<void> PlanRunner::told_to_end() {
    while (!run_->end_reason) co_await orders_.wait();
}

// The reason why they ended.
asio::awaitable<std::string> PlanRunner::run_trials() {
    while (!run_->end_reason) {
        const auto next = run_->next();
        if (next) {
            co_await attempt(*next);
        } else if (run_->closed) {
            co_return "completed";
        } else {
            co_await wait_for_orders();
        }
        if (run_->refusals_in_a_row == k_most_refusals_in_a_row) {
            co_return "three trials in a row were not admitted";
        }
    }
    co_return *run_->end_reason;
}

// An open plan whose list is empty; without a client it closes itself.
asio::awaitable<void> PlanRunner::wait_for_orders() {
    const auto ended = co_await race(orders_arrived(), abandoned());
    if (ended == Ended::too_late) close(run_->plan.id);
}

asio::awaitable<void> PlanRunner::orders_arrived() {
    while (run_->waiting.empty() && !run_->closed && !run_->end_reason) co_await orders_.wait();
}

asio::awaitable<void> PlanRunner::abandoned() {
    auto& audience = parts_.audience;
    auto ended = Ended::in_time;
    while (ended == Ended::in_time) {
        while (!audience.empty()) co_await audience.change();
        ended = co_await within(parts_.patience.open_plan, audience.somebody());
    }
}

asio::awaitable<void> PlanRunner::attempt(Attempt attempt) {
    auto& run = *run_;
    const TrialSpec spec = run.plan.trials[attempt.index];
    const bool generates = spec.load.empty();
    TrialOrder order{.policy = &run.plan.policy,
                     .setup = generates ? &run.plan.setups[spec.setup] : nullptr,
                     .prompt = generates ? &run.plan.prompts[spec.prompt] : nullptr,
                     .spec = &spec,
                     .trial = random_uuid()};
    const auto obstacle = co_await run.trials.admit(order);
    if (run.end_reason) co_return;

    TrialBegin begin;
    begin.trial = order.trial;
    begin.index = attempt.index;
    begin.attempt = attempt.number;
    begin.boot_id = run.boot_id;
    begin.time = now();
    begin.battery = run.trials.battery();
    record(begin);

    TrialEnd end;
    if (obstacle) {
        end = without_measurement(order, Outcome::not_admitted, *obstacle);
    } else {
        end = co_await measure(order);
    }
    const bool refused = end.outcome == Outcome::not_admitted;
    run.refusals_in_a_row = refused ? run.refusals_in_a_row + 1 : 0;
    record_end(order, end);
    if (end.outcome == Outcome::failed && attempt.number < k_attempts_per_trial) {
        run.retries.push_back({.index = attempt.index, .number = attempt.number + 1});
    }
}

asio::awaitable<TrialEnd> PlanRunner::measure(TrialOrder order) {
    auto& run = *run_;
    std::optional<TrialEnd> failed;
    try {
        co_await run.trials.prepare(order);
    } catch (const Error& error) {
        const bool cancelled = error.code() == ErrorCode::cancelled;
        failed = without_measurement(order, cancelled ? Outcome::cancelled : Outcome::failed,
                                     error.message());
        if (!cancelled) failed->engine_log = error.hint();  // as prepare() says
    }
    if (failed) co_return *failed;
    // Nothing is written or sent from here to the end of the window.
    parts_.lock.renew(longest_window(order));
    co_await parts_.audience.settle(parts_.patience.settle);
    co_return co_await run.trials.run(order);
}

asio::awaitable<void> PlanRunner::finish(std::string reason) {
    try {
        co_await run_->trials.stop();
    } catch (const std::exception& error) {
        log::warn(std::string("the engine could not be stopped: ") + error.what());
    }
    try {
        if (!run_->changed.empty()) {
            const auto outcome = co_await put_back(run_->changed);
            run_->journal.append_end(outcome);
        }
        run_->journal.append_end(PlanEnd{now(), reason});
    } catch (const std::exception& error) {
        // The next start of an agent finds the journal without an end and adds it.
        log::warn(std::string("the plan could not be ended: ") + error.what());
    }
    log::info("plan " + run_->plan.id + " ends: " + reason);
    run_.reset();
    parts_.lock.end_plan();
    parts_.audience.tell();
}

}  // namespace edgebench::agent
