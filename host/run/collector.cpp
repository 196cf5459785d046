#include "host/run/collector.hpp"

#include "host/config/verdict_config.hpp"
#include "host/energy/calibration.hpp"
#include "host/energy/gauge_profile.hpp"
#include "host/metrics/engine_check.hpp"
#include "host/perfetto/power_trace.hpp"
#include "host/plan/host_note.hpp"
#include "host/run/cell_energies.hpp"
#include "host/run/derive.hpp"

#include <iterator>

namespace edgebench::run {

namespace {

// Empty in a journal that does not start with its plan, which is refused later.
std::string_view note_of(const JournalRecord& first) {
    const auto* begin = std::get_if<PlanBegin>(&first);
    return begin != nullptr ? std::string_view(begin->plan.host_note) : std::string_view();
}

JournalNews ended_only(const std::vector<JournalRecord>& records) {
    JournalNews news;
    for (const auto& record : records) {
        if (const auto* end = std::get_if<PlanEnd>(&record)) news.ended = *end;
    }
    return news;
}

}  // namespace

Collector::Collector(store::Database& database)
    : database_(database), limits_(load_verdict_limits(Paths::of_this_process())) {}

Attempt Collector::derive_from(const JournalStory& story, const JournalAttempt& raw,
                               const GaugeProfiles& gauges) const {
    const auto& plan = story.begin.plan;
    auto attempt = derive(story.study, plan.trials.at(raw.begin.index), raw, gauges, limits_);
    attempt.energy.calibrated =
        calibrated_energy(attempt.energy, database_.calibrations(story.study.device));
    attempt.plan_id = plan.id;
    return attempt;
}

void Collector::begin(const JournalStory& story) {
    if (study_) return;
    study_ = story.study;
    database_.record_plan_begin(*study_, story.begin);
}

GaugeProfiles Collector::gauges(const JournalStory& story) {
    return gauges_of(story.attempts, database_.qualified_gauge(story.study.device));
}

void Collector::store_attempts(const JournalStory& story, JournalNews& news) {
    const auto known = gauges(story);
    for (const auto& attempt : story.attempts) {
        if (!known_trials_.insert(attempt.begin.trial).second) continue;
        if (!has_gauge(attempt, known)) without_gauge_.insert(attempt.begin.trial);
        news.attempts.push_back(derive_from(story, attempt, known));
        database_.record_attempt(*study_, news.attempts.back());
    }
}

// The readings of a whole plan may tell what those of its first trials did not.
void Collector::reevaluate(const JournalStory& story, JournalNews& news) {
    const auto known = gauges(story);
    for (const auto& attempt : story.attempts) {
        if (!has_gauge(attempt, known) || without_gauge_.erase(attempt.begin.trial) == 0) continue;
        news.reevaluated.push_back(derive_from(story, attempt, known));
        database_.record_evaluation(*study_, news.reevaluated.back());
    }
}

void Collector::store_check(const EngineTryout& tryout) {
    for (const auto& record : records_) {
        const auto* trial = std::get_if<TrialEnd>(&record);
        if (trial == nullptr || !known_trials_.insert(trial->trial).second) continue;
        if (const auto check = judge_tryout(*trial)) database_.record_engine_check(tryout, *check);
    }
}

JournalNews Collector::absorb(std::vector<JournalRecord> records, Writer writer) {
    expand_power_traces(records, wanted_power_);
    records_.insert(records_.end(), std::make_move_iterator(records.begin()),
                    std::make_move_iterator(records.end()));
    JournalNews news;
    if (records_.empty()) return news;
    const auto note = note_of(records_.front());
    // What `doctor --gauge` left behind when it was cut short.
    if (is_load_block_note(note)) return ended_only(records_);
    if (const auto tryout = note.empty() ? std::nullopt : decode_tryout_note(note)) {
        store_check(*tryout);
        return ended_only(records_);
    }
    const auto story = attempts_from_journal(records_, writer);
    begin(story);
    store_attempts(story, news);
    if (story.ended || writer == Writer::gone) reevaluate(story, news);
    for (; known_events_ < story.events.size(); ++known_events_) {
        news.events.push_back(story.events[known_events_]);
        database_.record_event(*study_, story.begin.plan.id, story.events[known_events_]);
    }
    if (story.running) news.trial_begun = begun_trials_.insert(story.running->trial).second;
    news.trials_total = static_cast<std::int64_t>(story.begin.plan.trials.size());
    news.trials_ended = static_cast<std::int64_t>(story.attempts.size());
    news.ended = story.ended;
    if (story.ended) update_cell_energies(database_, study_->id);
    return news;
}

JournalNews absorb_journal(store::Database& database, ByteView journal) {
    Collector collector(database);
    return collector.absorb(read_journal(journal).records, Writer::gone);
}

}  // namespace edgebench::run
