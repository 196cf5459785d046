#include "host/run/run.hpp"

#include "host/log/log.hpp"
#include "host/phone/identity.hpp"
#include "host/plan/power_choice.hpp"
#include "host/plan/study.hpp"
#include "host/run/attended_plan.hpp"
#include "host/run/background.hpp"
#include "host/run/content_name.hpp"
#include "host/run/event_loop.hpp"
#include "host/run/identity_check.hpp"
#include "host/run/phone_session.hpp"
#include "host/run/precision_rounds.hpp"
#include "host/run/prepare.hpp"
#include "host/run/random.hpp"
#include "host/run/tryout.hpp"
#include "protocol/error.hpp"

#include <boost/asio/thread_pool.hpp>

#include <algorithm>

namespace edgebench::run {
namespace {

constexpr std::chrono::milliseconds k_cancel_patience{2000};
constexpr int k_most_plans = 2;

// What the two coroutines of a run share: the run itself, and the end of it after Ctrl-C.
struct Job {
    Job(const RunRequest& asked, const RunObserver& watched)
        : request(asked),
          observer(watched),
          paths(Paths::of_this_process()),
          database(asked.database) {}

    const RunRequest& request;
    const RunObserver& observer;
    Paths paths;
    EventLoop loop;
    store::Database database;                // used by one coroutine at a time
    boost::asio::thread_pool background{1};  // hashing, and rows that would hold up the I/O thread
    std::optional<PhoneSession> phone;
    std::optional<AttendedPlan> plan;
    RunOutcome outcome;

    void note(const std::string& text) const {
        if (observer.on_note) observer.on_note(text);
    }
};

// An unfinished study with identical settings goes on where it ended.
void choose_study(Job& job, PhoneSide& side) {
    auto& study = side.study;
    if (job.request.choice == StudyChoice::resume_identical) {
        const auto id = job.database.find_unfinished_study(study.settings_sha256, study.device);
        if (id) {
            study = job.database.load_study(*id).value();
            job.outcome.resumed = true;
            const auto filled = job.database.filled_slots(*id).size();
            job.note("resuming study " + *id + ": " + std::to_string(filled) + " of " +
                     std::to_string(study.slots.size()) +
                     " slots are filled (--new starts afresh)");
        }
    }
    job.database.record_study(study);
    job.outcome.study = study;
}

// Those from `first` on: earlier rounds have had their chance.
std::vector<std::int64_t> slots_to_fill(Job& job, std::int64_t first) {
    const auto filled = job.database.filled_slots(job.outcome.study.id);
    const std::vector<std::int64_t> list(filled.begin(), filled.end());
    auto slots = remaining_slots(job.outcome.study, list);
    std::erase_if(slots, [first](std::int64_t slot) { return slot < first; });
    return slots;
}

void tell_eviction(Job& job, const StoredFile& file) {
    const auto text = "removed " + name_of_evicted(job.database, job.paths, file) +
                      " from the phone to make room";
    job.database.record_device_event(job.phone->identity(), "store", text);
    job.note(text);
}

adb::awaitable<void> upload_all(Job& job, const Prepared& prepared, const PhoneSide& side) {
    const auto on_progress = [&job](const phone::UploadProgress& progress) {
        for (const auto& file : progress.evicted) tell_eviction(job, file);
        if (job.observer.on_upload)
            job.observer.on_upload(progress.file, progress.done, progress.total);
    };
    phone::OnUpload callback = on_progress;
    auto order = upload_order(prepared, side.engine);
    const auto sent = co_await job.plan->upload(std::move(order), std::move(callback));
    if (sent.resumed_bytes > 0) {
        job.note("an upload that had been cut went on behind " +
                 std::to_string(sent.resumed_bytes / k_mebibyte) + " MiB");
    }
}

Plan new_plan(const Study& study, const std::vector<std::int64_t>& slots, const PhoneSide& side) {
    PlanFrame frame;
    frame.id = new_plan_id();
    frame.owner = owner_name();
    frame.policy = side.policy;
    frame.setups = {side.setup};
    return make_plan(study, slots, std::move(frame));
}

adb::awaitable<void> submit(Job& job, const PhoneSide& side,
                            const std::vector<std::int64_t>& slots) {
    auto plan = new_plan(job.outcome.study, slots, side);
    job.database.record_plan(job.outcome.study, plan);
    co_await job.plan->submit(std::move(plan));
}

// Once for each engine on each build of a phone.
adb::awaitable<void> try_out(Job& job, const PhoneSide& side) {
    const auto tryout = tryout_of(side);
    const auto known = job.database.engine_check(tryout);
    if (known && known->works()) co_return;
    job.note("trying out " + tryout.engine.name + " " + tryout.engine.version +
             ", which is new on this phone");
    auto plan = tryout_plan(side);
    co_await job.plan->submit(std::move(plan));
    co_await job.plan->follow();
    const auto check = job.database.engine_check(tryout);
    if (!check) co_return;
    if (const auto warning = engine_warning(tryout, *check)) job.note(*warning);
}

adb::awaitable<void> look_at_phone(PhoneSelector selector, DeviceIdentity* device) {
    auto phone = co_await find_phone(std::move(selector));
    *device = co_await phone::read_identity(std::move(phone));
}

// A trial that somebody disturbed, or that was cut short, says nothing about the model: its slot is
// worth another plan.
bool worth_another_plan(const Job& job) {
    for (const auto& attempt : job.outcome.attempts) {
        if (attempt.end.outcome == Outcome::interrupted) return true;
        for (const auto& verdict : attempt.verdicts) {
            if (std::ranges::find(verdict.reasons, "disturbed") != verdict.reasons.end())
                return true;
        }
    }
    return false;
}

adb::awaitable<void> fill_slots(Job& job, const Prepared& prepared, const PhoneSide& side,
                                std::int64_t first) {
    for (int plan = 0; plan < k_most_plans; ++plan) {
        const auto slots = slots_to_fill(job, first);
        if (!job.plan->under_way()) {
            if (slots.empty() || (plan > 0 && !worth_another_plan(job))) co_return;
            co_await upload_all(job, prepared, side);
            co_await try_out(job, side);
            co_await submit(job, side, slots);
        }
        if (job.request.attendance == Attendance::detached) {
            job.outcome.detached = true;
            co_return;
        }
        co_await job.plan->follow();
    }
}

// A plan of its own for each round, so that every plan is complete without its host.
adb::awaitable<void> measure(Job& job, const Prepared& prepared, const PhoneSide& side) {
    PrecisionRounds rounds(job.database, job.request, job.observer);
    co_await fill_slots(job, prepared, side, 0);
    while (job.outcome.study.precision && !job.outcome.detached && !job.plan->broken_off()) {
        auto add = [&job, &rounds] {
            return rounds.add_to(job.outcome.study, job.outcome.attempts.size());
        };
        const auto first = co_await in_background(job.background, add);
        if (!first) co_return;
        co_await fill_slots(job, prepared, side, *first);
    }
}

adb::awaitable<void> attend(Job& job) {
    const auto prepared = co_await in_background(
        job.background, [&job] { return prepare(job.request, job.paths, job.observer); });
    auto phone = co_await find_phone(job.request.phone);
    IdentityCheck check = identity_check(job.database, job.request.phone.new_identity);
    auto session = co_await PhoneSession::open(std::move(phone), job.paths, std::move(check));
    job.phone.emplace(std::move(session));
    job.plan.emplace(*job.phone, job.database, job.background, job.observer, job.outcome.attempts);

    Request question = GetDeviceInfo{};
    const auto info = co_await job.phone->agent().ask<DeviceInfoReply>(std::move(question));
    auto side = co_await in_background(job.background, [&job, &prepared, &info] {
        const auto& device = job.phone->identity();
        const PhonePower power{choose_power(job.request.power, info.info.power_sources),
                               job.database.qualified_gauge(device)};
        return prepare_for(job.request, prepared, device, power, job.paths);
    });
    if (const auto warning = memory_warning(side, info.info)) job.note(*warning);
    co_await job.plan->collect_earlier(side.study.settings_sha256);
    choose_study(job, side);
    co_await measure(job, prepared, side);
}

// Without making a database where there is none.
std::optional<GaugeProfile> known_gauge(const std::filesystem::path& file,
                                        const DeviceIdentity& device) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    store::Database database(file, store::Access::read);
    return database.qualified_gauge(device);
}

void look_back(Job& job) {
    const auto is_new = [&job](const std::string& trial) {
        return std::ranges::any_of(job.outcome.attempts, [&](const Attempt& attempt) {
            return attempt.begin.trial == trial;
        });
    };
    for (const auto& trial : job.database.counted_trials(job.outcome.study.id)) {
        if (!is_new(trial)) job.outcome.earlier.push_back(job.database.load_attempt(trial));
    }
}

void count(Job& job) {
    auto& counts = job.outcome.counts;
    counts.slots = static_cast<std::int64_t>(job.outcome.study.slots.size());
    counts.filled =
        static_cast<std::int64_t>(job.database.filled_slots(job.outcome.study.id).size());
    for (const auto& attempt : job.outcome.attempts) {
        ++counts.attempts;
        if (attempt.end.outcome == Outcome::not_admitted)
            ++counts.not_admitted;
        else if (attempt.end.outcome != Outcome::finished)
            ++counts.failed;
    }
}

}  // namespace

RunOutcome run_study(const RunRequest& request, const RunObserver& observer) {
    Job job(request, observer);
    if (job.loop.run_until_signal(attend(job)) == Ended::by_signal) {
        job.outcome.cancelled = true;
        if (job.plan && job.plan->under_way()) {
            job.outcome.cancel_confirmed =
                job.loop.run_within(job.plan->cancel(), k_cancel_patience);
        }
    }
    job.background.join();
    job.outcome.cell_energies = job.database.cell_energies(job.outcome.study);
    if (job.outcome.study.precision) {
        const auto states = job.database.cell_states(job.outcome.study.id);
        job.outcome.precision =
            reached_precision(job.outcome.study, job.outcome.cell_energies, states);
    }
    look_back(job);
    count(job);
    job.database.close();
    return std::move(job.outcome);
}

DryRun dry_run(const RunRequest& request, const RunObserver& observer) {
    const auto paths = Paths::of_this_process();
    const auto prepared = prepare(request, paths, observer);
    DeviceIdentity device;
    EventLoop loop;
    if (loop.run_until_signal(look_at_phone(request.phone, &device)) == Ended::by_signal) {
        throw Error(ErrorCode::cancelled, "cancelled");
    }
    const PhonePower power{choose_power(request.power, {}), known_gauge(request.database, device)};
    const auto side = prepare_for(request, prepared, device, power, paths);
    DryRun dry;
    dry.study = side.study;
    dry.plan = new_plan(side.study, remaining_slots(side.study, {}), side);
    for (const auto& item : side.engine.files) dry.upload_bytes += item.file.size;
    dry.upload_bytes += prepared.model.model.size;
    dry.memory = side.memory;
    const auto idle_before_answer =
        request.cold ? side.policy.idle_before + side.policy.idle_loaded : side.policy.idle_before;
    const auto trial =
        idle_before_answer + side.policy.idle_after + request.sustained.value_or(Seconds(0));
    dry.idle_time = trial * static_cast<double>(side.study.slots.size());
    return dry;
}

}  // namespace edgebench::run
