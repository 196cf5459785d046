#pragma once
// Turns a plan's journal into stored rows as it arrives. What has been stored before is found again
// by its UUID and left as it is, so a journal may be fed any number of times.

#include "host/energy/gauge_profile.hpp"
#include "host/plan/attempts.hpp"
#include "host/store/database.hpp"
#include "host/types/verdict_limits.hpp"

#include <optional>
#include <set>
#include <vector>

namespace edgebench::run {

struct JournalNews {
    std::vector<Attempt> attempts;  // newly ended, stored
    std::vector<Attempt>
        reevaluated;            // earlier ones whose energy only the whole plan's readings give
    bool trial_begun = false;   // one that was not under way before
    std::vector<Event> events;  // new ones
    std::int64_t trials_total = 0;
    std::int64_t trials_ended = 0;
    std::optional<PlanEnd> ended;
};

// Lives on the database's thread; the database outlives it.
class Collector {
  public:
    // Throws Error::configuration for a wrong file of verdict limits.
    explicit Collector(store::Database& database);

    // Throws Error::integrity for a damaged journal, Error::database when rows cannot be written.
    JournalNews absorb(std::vector<JournalRecord> records, Writer writer);

    // The plan's study; nothing before the first record.
    const std::optional<Study>& study() const { return study_; }

  private:
    Attempt derive_from(const JournalStory& story, const JournalAttempt& raw,
                        const GaugeProfiles& gauges) const;
    void begin(const JournalStory& story);
    GaugeProfiles gauges(const JournalStory& story);
    void store_check(const EngineTryout& tryout);
    void store_attempts(const JournalStory& story, JournalNews& news);
    void reevaluate(const JournalStory& story, JournalNews& news);

    store::Database& database_;
    VerdictLimits limits_;
    std::vector<JournalRecord> records_;
    std::vector<std::string> wanted_power_;
    std::optional<Study> study_;
    std::set<std::string> known_trials_;
    std::set<std::string> without_gauge_;  // of these, evaluated before the gauge was known
    std::set<std::string> begun_trials_;
    std::size_t known_events_ = 0;
};

// The whole of a journal that nobody writes any more. A torn tail is cut.
JournalNews absorb_journal(store::Database& database, ByteView journal);

}  // namespace edgebench::run
