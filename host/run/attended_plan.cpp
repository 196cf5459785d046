#include "host/run/attended_plan.hpp"

#include "host/log/log.hpp"
#include "host/run/background.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::run {
namespace {

// How long a phone that was lost may take to come back before the command gives up. Its plan goes
// on meanwhile.
constexpr std::chrono::milliseconds k_patience{60000};
// A window is silent, so only a limit far above any trial tells a frozen phone from a busy one.
constexpr std::chrono::milliseconds k_journal_patience{2 * 3600 * 1000};
constexpr int k_reconnections = 20;

bool ended_early(const PlanEnd& end) {
    return end.reason != "completed" && end.reason != "cancelled";
}

}  // namespace

AttendedPlan::AttendedPlan(PhoneSession& phone, store::Database& database,
                           boost::asio::thread_pool& background, const RunObserver& observer,
                           std::vector<Attempt>& attempts)
    : phone_(phone),
      database_(database),
      background_(background),
      observer_(observer),
      attempts_(attempts) {}

template <class Step>
adb::awaitable<void> AttendedPlan::surviving_cuts(Step step) {
    for (int left = k_reconnections;; --left) {
        std::optional<Error> lost;
        try {
            co_await step();
            co_return;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::device_lost || left == 0) throw;
            lost = error;
        }
        log::warn(lost->message() + "; waiting for the phone");
        try {
            co_await phone_.reconnect(k_patience);
        } catch (const Error& error) {
            if (!under_way()) throw;
            throw Error(ErrorCode::device_lost, error.message(),
                        "The plan goes on on the phone. When it is back, run `edgebench collect` "
                        "or the same command again.",
                        Retry::can_help);
        }
    }
}

void AttendedPlan::take_up(std::string plan_id) {
    plan_id_ = std::move(plan_id);
    received_ = 0;
    reader_ = std::make_unique<JournalReader>();
    collector_ = std::make_unique<Collector>(database_);
    state_ = PlanState::running;
    broken_off_ = false;
}

adb::awaitable<JournalNews> AttendedPlan::read_on(ReadMode mode) {
    Request request = ReadJournal{plan_id_, received_, mode};
    const auto chunk =
        co_await phone_.agent().ask<JournalChunk>(std::move(request), k_journal_patience);
    received_ += static_cast<std::int64_t>(chunk.data.size());
    auto records = reader_->feed(chunk.data);
    // An ended plan is read until nothing more comes; only then is it over for us too.
    state_ = chunk.data.empty() ? chunk.state : PlanState::running;
    // A full phone may not have had the room to say that its plan ended.
    const auto writer = state_ == PlanState::running ? Writer::alive : Writer::gone;
    auto work = [this, &records, writer] { return collector_->absorb(std::move(records), writer); };
    auto news = co_await in_background(background_, std::move(work));
    co_return news;
}

void AttendedPlan::report(const JournalNews& news) {
    for (const auto& event : news.events) {
        if (observer_.on_note) observer_.on_note(event.text);
    }
    auto ended = news.trials_ended - static_cast<std::int64_t>(news.attempts.size());
    for (const auto& attempt : news.attempts) {
        attempts_.push_back(attempt);
        if (observer_.on_trial_end) observer_.on_trial_end(attempt, ++ended, news.trials_total);
    }
    for (const auto& again : news.reevaluated) {
        const auto same = [&](const Attempt& earlier) {
            return earlier.begin.trial == again.begin.trial;
        };
        std::replace_if(attempts_.begin(), attempts_.end(), same, again);
    }
    const bool over = state_ == PlanState::ended && news.ended;
    broken_off_ = over && news.ended->reason != "completed";
    if (over && ended_early(*news.ended) && observer_.on_note)
        observer_.on_note("the plan ended early: " + news.ended->reason);
    if (news.trial_begun && observer_.on_trial_begin)
        observer_.on_trial_begin(news.trials_ended, news.trials_total);
}

adb::awaitable<void> AttendedPlan::read_to_end() {
    while (state_ == PlanState::running) {
        const auto news = co_await read_on(ReadMode::wait);
        report(news);
    }
}

adb::awaitable<void> AttendedPlan::finish() {
    database_.mark_plan_collected(plan_id_);
    // The phone may have forgotten it already, when only its answer was lost.
    Request list = ListPlans{};
    const auto known = co_await phone_.agent().ask<PlanList>(std::move(list));
    for (const auto& plan : known.plans) {
        if (plan.plan_id != plan_id_) continue;
        Request discard = DiscardPlan{plan_id_};
        co_await phone_.agent().call(std::move(discard));
    }
    plan_id_.clear();
}

adb::awaitable<void> AttendedPlan::follow() {
    auto step = [this]() -> adb::awaitable<void> {
        co_await read_to_end();
        co_await finish();
    };
    co_await surviving_cuts(step);
}

adb::awaitable<void> AttendedPlan::cancel() {
    // The old connection was cut in the middle of something; only a new one can be trusted.
    co_await phone_.reconnect(k_patience);
    Request request = CancelPlan{plan_id_};
    co_await phone_.agent().call(std::move(request));
    co_await read_to_end();
    co_await finish();
}

adb::awaitable<phone::UploadSummary> AttendedPlan::upload(phone::UploadOrder order,
                                                          phone::OnUpload on_progress) {
    phone::UploadSummary summary;
    auto step = [&]() -> adb::awaitable<void> {
        auto copy = order;
        summary = co_await phone::upload(phone_.agent(), std::move(copy), on_progress);
    };
    co_await surviving_cuts(step);
    co_return summary;
}

adb::awaitable<void> AttendedPlan::submit(Plan plan) {
    auto step = [&]() -> adb::awaitable<void> {
        Request request = Submit{plan};
        co_await phone_.agent().call(std::move(request));
    };
    const auto id = plan.id;
    co_await surviving_cuts(step);
    take_up(id);
}

adb::awaitable<void> AttendedPlan::adopt_or_collect(PlanSummary plan, std::string settings_sha256) {
    take_up(plan.plan_id);
    const auto news = co_await read_on(ReadMode::now);
    const auto& study = collector_->study();
    const bool same =
        study && study->settings_sha256 == settings_sha256 && plan.owner == owner_name();
    if (plan.state == PlanState::running && same) {
        if (observer_.on_note)
            observer_.on_note("the plan of an earlier run is still under way: following it");
        report(news);
        co_return;
    }
    // One of ours without a study, a tryout or a load block, is over soon.
    const bool short_one = !study && plan.owner == owner_name();
    if (plan.state == PlanState::running && !short_one) {
        plan_id_.clear();
        throw Error(ErrorCode::busy,
                    "phone " + phone_.identity().serial + " is busy with a plan of " + plan.owner +
                        " (" + std::to_string(plan.trials_ended) + " of " +
                        std::to_string(plan.trials_total) + " trials done)",
                    "Wait for it; `edgebench cancel` ends it and keeps what it has measured.",
                    Retry::can_help);
    }
    while (state_ == PlanState::running) {
        const auto more = co_await read_on(ReadMode::wait);
        if (same) report(more);
    }
    co_await finish();
    broken_off_ = false;
    if (observer_.on_note) observer_.on_note("collected the results of an earlier plan");
}

adb::awaitable<void> AttendedPlan::collect_earlier(std::string settings_sha256) {
    Request list = ListPlans{};
    const auto plans = co_await phone_.agent().ask<PlanList>(std::move(list));
    // Finished ones first: a plan that runs may be one to take over.
    for (const auto state : {PlanState::ended, PlanState::running}) {
        for (const auto& plan : plans.plans) {
            if (plan.state == state) co_await adopt_or_collect(plan, settings_sha256);
        }
    }
}

}  // namespace edgebench::run
