#include "host/plan/attempts.hpp"
#include "protocol/error.hpp"
#include "tests/host/plan/sample_study.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

using Records = std::vector<JournalRecord>;

Records begun_plan() {
    const auto study = make_study(sample_request());
    const std::vector<std::int64_t> slots{0, 1};
    PlanBegin begin;
    begin.plan = make_plan(study, slots, sample_frame());
    return {begin};
}

TrialBegin begin_of(const std::string& trial, std::uint32_t index) {
    TrialBegin begin;
    begin.trial = trial;
    begin.index = index;
    return begin;
}

TrialEnd end_of(const std::string& trial) {
    TrialEnd end;
    end.trial = trial;
    end.outcome = Outcome::finished;
    return end;
}

PlanEnd plan_end() {
    return {.time = DeviceTime(9), .reason = "completed"};
}

}  // namespace

TEST_CASE("begins and ends of trials become attempts in their order", "[host/plan]") {
    auto records = begun_plan();
    records.insert(records.end(), {StateChanged{}, begin_of("a", 0), end_of("a"), Event{},
                                   begin_of("b", 1), end_of("b"), StateRestored{}, plan_end()});
    const auto story = attempts_from_journal(records, Writer::gone);
    REQUIRE(story.attempts.size() == 2);
    CHECK(story.attempts[1].begin.index == 1);
    CHECK(story.attempts[1].end.outcome == Outcome::finished);
    CHECK(story.events.size() == 1);
    CHECK(story.ended->reason == "completed");
    CHECK_FALSE(story.running);
    CHECK(story.study.device.id == "id-1");
}

TEST_CASE("a trial without an end runs while its agent lives", "[host/plan]") {
    auto records = begun_plan();
    records.push_back(begin_of("a", 0));
    const auto story = attempts_from_journal(records, Writer::alive);
    CHECK(story.attempts.empty());
    REQUIRE(story.running);
    CHECK(story.running->trial == "a");
}

TEST_CASE("a trial without an end is interrupted once nothing can end it", "[host/plan]") {
    auto gone = begun_plan();
    gone.push_back(begin_of("a", 0));
    auto ended = gone;
    ended.push_back(plan_end());
    auto overtaken = gone;
    overtaken.push_back(begin_of("b", 1));
    for (const auto& story :
         {attempts_from_journal(gone, Writer::gone), attempts_from_journal(ended, Writer::alive),
          attempts_from_journal(overtaken, Writer::alive)}) {
        REQUIRE(story.attempts.size() == 1);
        CHECK(story.attempts[0].begin.trial == "a");
        CHECK(story.attempts[0].end.trial == "a");
        CHECK(story.attempts[0].end.outcome == Outcome::interrupted);
        CHECK_FALSE(story.attempts[0].end.reason.empty());
    }
}

TEST_CASE("appended trials belong to the plan", "[host/plan]") {
    auto records = begun_plan();
    TrialsAppended appended;
    appended.trials = {std::get<PlanBegin>(records[0]).plan.trials[0]};
    appended.trials[0].slot = 5;
    records.insert(records.end(), {appended, begin_of("a", 2), end_of("a")});
    const auto story = attempts_from_journal(records, Writer::alive);
    CHECK(story.begin.plan.trials.at(story.attempts.at(0).begin.index).slot == 5);
}

TEST_CASE("records that do not tell of one plan are refused", "[host/plan]") {
    const auto refused = [](const Records& records) {
        try {
            attempts_from_journal(records, Writer::gone);
        } catch (const Error& error) {
            return error.code() == ErrorCode::integrity;
        }
        return false;
    };
    const auto after_begin = [](JournalRecord record) {
        auto records = begun_plan();
        records.push_back(std::move(record));
        return records;
    };
    CHECK(refused({}));
    CHECK(refused({plan_end()}));
    CHECK(refused(after_begin(begun_plan()[0])));
    CHECK(refused(after_begin(end_of("a"))));
    CHECK(refused(after_begin(begin_of("a", 2))));
    auto foreign_slot = begun_plan();
    std::get<PlanBegin>(foreign_slot[0]).plan.trials[0].slot = 99;
    foreign_slot.push_back(begin_of("a", 0));
    CHECK(refused(foreign_slot));
}
