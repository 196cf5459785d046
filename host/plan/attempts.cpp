#include "host/plan/attempts.hpp"

#include "host/plan/host_note.hpp"
#include "host/plan/study.hpp"
#include "protocol/error.hpp"

#include <utility>

namespace edgebench {
namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::integrity, "the journal " + what);
}

class Teller {
  public:
    explicit Teller(JournalStory& story) : story_(story) {}

    void operator()(const PlanBegin&) { refuse("begins its plan twice"); }
    void operator()(const TrialsAppended& appended) {
        auto& trials = story_.begin.plan.trials;
        trials.insert(trials.end(), appended.trials.begin(), appended.trials.end());
    }
    void operator()(const TrialBegin& begin) {
        interrupt("the next trial began without its end");
        if (begin.index >= story_.begin.plan.trials.size()) refuse("begins a trial of no plan");
        slot_at(story_.study, story_.begin.plan.trials[begin.index].slot);
        story_.running = begin;
    }
    void operator()(const TrialEnd& end) {
        if (!story_.running || story_.running->trial != end.trial) {
            refuse("ends a trial that it did not begin");
        }
        story_.attempts.push_back({*std::exchange(story_.running, std::nullopt), end});
    }
    void operator()(const Event& event) { story_.events.push_back(event); }
    void operator()(const PlanEnd& end) { story_.ended = end; }
    void operator()(const StateChanged&) {}
    void operator()(const StateRestored&) {}
    void operator()(const PlanClosed&) {}

    void interrupt(const std::string& reason) {
        if (!story_.running) return;
        const auto begin = *std::exchange(story_.running, std::nullopt);
        TrialEnd end;
        end.trial = begin.trial;
        end.outcome = Outcome::interrupted;
        end.reason = reason;
        story_.attempts.push_back({begin, std::move(end)});
    }

  private:
    JournalStory& story_;
};

}  // namespace

JournalStory attempts_from_journal(std::span<const JournalRecord> records, Writer writer) {
    if (records.empty() || !std::holds_alternative<PlanBegin>(records.front())) {
        refuse("does not start with its plan");
    }
    JournalStory story;
    story.begin = std::get<PlanBegin>(records.front());
    story.study = decode_host_note(story.begin.plan.host_note);
    Teller teller(story);
    for (const auto& record : records.subspan(1)) std::visit(teller, record);
    if (story.ended) teller.interrupt("the plan ended first: " + story.ended->reason);
    if (writer == Writer::gone) teller.interrupt("the agent died during the trial");
    return story;
}

}  // namespace edgebench
