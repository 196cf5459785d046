#include "host/run/qualify.hpp"

#include "host/energy/gauge_kernel.hpp"
#include "host/energy/qualification.hpp"
#include "host/perfetto/power_trace.hpp"
#include "host/plan/host_note.hpp"
#include "host/plan/load_schedule.hpp"
#include "host/plan/policy.hpp"
#include "host/run/background.hpp"
#include "host/run/event_loop.hpp"
#include "host/run/identity_check.hpp"
#include "host/run/phone_session.hpp"
#include "host/run/random.hpp"
#include "host/store/database.hpp"
#include "protocol/error.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>

namespace edgebench::run {
namespace {

// Blocks that look for the refresh, as for a gauge of so many seconds; slower ones come when the
// faster ones found nothing.
constexpr double k_assumed_refreshes_s[] = {0.5, 2, 8};
constexpr std::uint64_t k_seed = 1;
constexpr Seconds k_most_time{720};
constexpr Seconds k_admit_deadline{20};
constexpr std::chrono::milliseconds k_block_patience{10 * 60 * 1000};

struct Qualifying {
    const PhoneSelector& selector;
    const QualifyObserver& observer;
    store::Database database;
    EventLoop loop;
    boost::asio::thread_pool background{1};
    std::optional<PhoneSession> phone;
    std::int32_t threads = 1;
    std::vector<std::string> power;
    std::string plan;  // that runs
    std::vector<TrialEnd> blocks;
    Seconds measured{0};
    std::optional<GaugeQualification> found;
    std::string why_not = "no block has been measured";
};

Plan plan_of(const Qualifying& job, const LoadBlock& steps, Seconds pause) {
    Plan plan;
    plan.id = new_plan_id();
    plan.owner = owner_name();
    plan.policy = default_policy({"energy"}, pause, std::nullopt, job.power);
    plan.policy.admit_deadline = k_admit_deadline;
    plan.host_note = load_block_note();
    TrialSpec spec;
    spec.load = steps;
    for (auto& step : spec.load) step.threads = step.threads > 0 ? job.threads : 0;
    plan.trials.push_back(std::move(spec));
    return plan;
}

// The journal to its end.
adb::awaitable<std::vector<JournalRecord>> follow(phone::AgentClient& agent, std::string plan) {
    JournalReader reader;
    std::vector<JournalRecord> records;
    std::vector<std::string> wanted;
    std::int64_t received = 0;
    bool ended = false;
    while (!ended) {
        Request request = ReadJournal{plan, received, ReadMode::wait};
        const auto chunk = co_await agent.ask<JournalChunk>(std::move(request), k_block_patience);
        received += static_cast<std::int64_t>(chunk.data.size());
        auto more = reader.feed(chunk.data);
        expand_power_traces(more, wanted);
        std::move(more.begin(), more.end(), std::back_inserter(records));
        ended = chunk.data.empty() && chunk.state == PlanState::ended;
    }
    co_return records;
}

TrialEnd last_trial(const std::vector<JournalRecord>& records) {
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        if (const auto* end = std::get_if<TrialEnd>(&*record)) return *end;
    }
    throw Error(ErrorCode::device, "the phone ended the load block without measuring it",
                "Run `edgebench doctor` to see what is in the way.");
}

adb::awaitable<void> measure(Qualifying& job, LoadBlock steps, Seconds pause) {
    auto& agent = job.phone->agent();
    auto plan = plan_of(job, steps, pause);
    job.plan = plan.id;
    Request submit = Submit{std::move(plan)};
    co_await agent.call(std::move(submit));
    const auto records = co_await follow(agent, job.plan);
    Request discard = DiscardPlan{job.plan};
    co_await agent.call(std::move(discard));
    job.plan.clear();
    auto block = last_trial(records);
    if (block.outcome != Outcome::finished) {
        throw Error(ErrorCode::device, "a load block was not measured: " + block.reason,
                    "The gauge is qualified on battery power, with a cool phone.");
    }
    for (const auto& step : steps) job.measured = job.measured + step.duration;
    job.measured = job.measured + pause * 2;
    job.blocks.push_back(std::move(block));
}

adb::awaitable<void> judge(Qualifying& job) {
    auto work = [&job] { return qualify_gauge(job.blocks); };
    auto result = co_await in_background(job.background, std::move(work));
    job.found = std::move(result.qualification);
    job.why_not = std::move(result.why_not);
    if (job.observer.on_block)
        job.observer.on_block(static_cast<int>(job.blocks.size()), job.measured, k_most_time);
}

// One block for each assumed refresh, until the true one shows.
adb::awaitable<void> find_refresh(Qualifying& job) {
    for (const double assumed_s : k_assumed_refreshes_s) {
        const auto schedule = load_schedule(Seconds(assumed_s), job.threads, k_seed);
        auto steps = schedule.blocks.front();
        const auto pause = schedule.pause;
        co_await measure(job, std::move(steps), pause);
        co_await judge(job);
        if (job.found) co_return;
    }
}

bool kernel_is_known(const Qualifying& job) {
    return job.found->profile.kernel != Kernel::undetermined && job.found->edges >= k_fewest_edges;
}

// A little at a time, until two judgements in a row agree.
adb::awaitable<void> find_kernel(Qualifying& job) {
    const auto schedule = load_schedule(job.found->profile.refresh, job.threads, k_seed + 1);
    if (!schedule.why_undetermined.empty() && job.observer.on_note)
        job.observer.on_note(schedule.why_undetermined);
    auto before = Kernel::undetermined;
    for (const auto& block : schedule.blocks) {
        if (job.measured > k_most_time) co_return;
        auto steps = block;
        const auto pause = schedule.pause;
        co_await measure(job, std::move(steps), pause);
        co_await judge(job);
        if (!job.found) co_return;
        if (kernel_is_known(job) && job.found->profile.kernel == before) co_return;
        before = job.found->profile.kernel;
    }
}

adb::awaitable<void> refuse_if_busy(Qualifying& job) {
    Request list = ListPlans{};
    const auto plans = co_await job.phone->agent().ask<PlanList>(std::move(list));
    for (const auto& plan : plans.plans) {
        if (plan.state == PlanState::running) {
            throw Error(ErrorCode::busy, "the phone is busy with a plan of " + plan.owner,
                        "Wait for it, or end it with `edgebench cancel`.", Retry::can_help);
        }
    }
}

// The kernel's files cost least; Perfetto passes on the same gauge.
std::string gauge_source(const std::vector<PowerSourceInfo>& found) {
    for (const auto name : {k_sysfs, k_android_power}) {
        for (const auto& source : found) {
            if (source.name == name && source.available) return source.name;
        }
    }
    throw Error(ErrorCode::device, "neither sysfs nor android.power shows this phone's gauge",
                "`edgebench doctor` says why; power rails need no qualification.");
}

adb::awaitable<void> qualify_phone(Qualifying& job) {
    auto phone = co_await find_phone(job.selector);
    auto check = identity_check(job.database, job.selector.new_identity);
    auto session =
        co_await PhoneSession::open(std::move(phone), Paths::of_this_process(), std::move(check));
    job.phone.emplace(std::move(session));
    co_await refuse_if_busy(job);
    Request ask = GetDeviceInfo{};
    const auto answer = co_await job.phone->agent().ask<DeviceInfoReply>(std::move(ask));
    job.threads = std::max(1, answer.info.cpu_count / 2);
    job.power = {gauge_source(answer.info.power_sources)};
    co_await find_refresh(job);
    if (job.found) co_await find_kernel(job);
}

adb::awaitable<void> cancel(Qualifying& job) {
    co_await job.phone->reconnect(std::chrono::seconds(10));
    Request request = CancelPlan{job.plan};
    co_await job.phone->agent().call(std::move(request));
}

}  // namespace

Qualified qualify(const PhoneSelector& selector, const std::filesystem::path& file,
                  const QualifyObserver& observer) {
    Qualifying job{.selector = selector,
                   .observer = observer,
                   .database = store::Database(file),
                   .loop = {},
                   .phone = {},
                   .power = {},
                   .plan = {},
                   .blocks = {},
                   .found = {}};
    if (job.loop.run_until_signal(qualify_phone(job)) == Ended::by_signal) {
        if (!job.plan.empty()) job.loop.run_within(cancel(job), std::chrono::seconds(2));
        throw Error(ErrorCode::cancelled, "cancelled");
    }
    job.background.join();
    if (!job.found) {
        throw Error(ErrorCode::device, "the gauge cannot be qualified: " + job.why_not,
                    "`edgebench doctor` says whether this phone's gauge can be read at all.");
    }
    job.database.record_gauge_qualification(job.phone->identity(), *job.found);
    job.database.close();
    return {job.phone->identity(), *job.found, job.blocks.back()};
}

}  // namespace edgebench::run
