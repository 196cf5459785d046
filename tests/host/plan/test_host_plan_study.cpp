#include "host/plan/study.hpp"
#include "protocol/error.hpp"
#include "tests/host/plan/sample_study.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <set>

using namespace edgebench;

namespace {

std::vector<std::int64_t> all_slots(const Study& study) {
    return remaining_slots(study, {});
}

}  // namespace

TEST_CASE("every repetition holds each prompt of each cell once", "[host/plan]") {
    const auto study = make_study(sample_request());
    REQUIRE(study.slots.size() == 2 * 3 * 4);
    for (int block = 0; block < 4; ++block) {
        std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
        for (std::size_t i = 0; i < 6; ++i) {
            const auto& slot = study.slots[static_cast<std::size_t>(block) * 6 + i];
            CHECK(slot.repetition == block + 1);
            seen.emplace(slot.cell, slot.prompt);
        }
        CHECK(seen.size() == 6);
    }
}

TEST_CASE("slot indices are positions", "[host/plan]") {
    const auto study = make_study(sample_request());
    for (std::size_t i = 0; i < study.slots.size(); ++i) {
        CHECK(study.slots[i].index == static_cast<std::int64_t>(i));
        CHECK(&slot_at(study, static_cast<std::int64_t>(i)) == &study.slots[i]);
    }
    CHECK_THROWS_AS(slot_at(study, 24), Error);
    CHECK_THROWS_AS(slot_at(study, -1), Error);
}

TEST_CASE("the order of slots depends on the seed and on nothing else", "[host/plan]") {
    const auto order = [](std::uint64_t seed) {
        auto request = sample_request();
        request.order_seed = seed;
        std::vector<std::uint32_t> prompts;
        for (const auto& slot : make_study(request).slots) {
            prompts.push_back(slot.cell * 3 + slot.prompt);
        }
        return prompts;
    };
    CHECK(order(7) == order(7));
    CHECK(order(7) != order(8));
    // Written down once, so that a study resumes on another machine and with another compiler.
    const auto seven = order(7);
    CHECK(std::vector(seven.begin(), seven.begin() + 6) ==
          std::vector<std::uint32_t>{5, 1, 4, 2, 0, 3});
}

TEST_CASE("equal settings give equal hashes, whatever the ids and labels", "[host/plan]") {
    auto other = sample_request();
    other.id = "another";
    other.tool_version = "0.2.0";
    other.cells[0].model.name = "renamed";
    CHECK(make_study(other).settings_sha256 == make_study(sample_request()).settings_sha256);
    CHECK(make_study(sample_request()).settings_sha256.size() == 64);
}

TEST_CASE("every setting that matters changes the study's hash", "[host/plan]") {
    const auto base = make_study(sample_request()).settings_sha256;
    std::vector<StudyRequest> changed(12, sample_request());
    changed[0].cells[0].model.sha256 = std::string(64, '0');
    changed[1].cells[0].generation.output_tokens = 33;
    changed[2].cells[0].engine_settings.threads = 1;
    changed[3].cells[1].cold = true;
    changed[4].repetitions = 5;
    changed[5].require = {"latency", "energy"};
    changed[6].idle = Seconds(3);
    changed[7].prompts.prompts[0].text = "other";
    changed[8].device.fingerprint = "maker/phone/16";
    changed[9].precision = PrecisionGoal();
    changed[10].cells[0].sustained = Seconds(60);
    changed[11].cells[0].page_cache = PageCache::cold;
    for (const auto& request : changed) CHECK(make_study(request).settings_sha256 != base);
}

TEST_CASE("cells that differ in a setting have different keys", "[host/plan]") {
    const auto study = make_study(sample_request());
    CHECK(study.cells[0].key != study.cells[1].key);
    CHECK(study.cells[0].key.size() == 64);
    CHECK(study.cells[0].prompt_set_sha256 == study.prompts.sha256);
}

TEST_CASE("a sustained trial repeats the first prompt", "[host/plan]") {
    auto request = sample_request();
    request.cells.pop_back();
    request.cells[0].sustained = Seconds(600);
    request.repetitions = 2;
    const auto study = make_study(request);
    REQUIRE(study.slots.size() == 2);
    const std::vector<std::int64_t> slots{0, 1};
    for (const auto& spec : trial_specs(study, slots)) {
        CHECK(spec.prompt == 0);
        CHECK(spec.sustained == Seconds(600));
    }
}

TEST_CASE("what is left of a study keeps its order", "[host/plan]") {
    const auto study = make_study(sample_request());
    const std::vector<std::int64_t> filled{0, 5, 5, 23, 99};
    const auto left = remaining_slots(study, filled);
    CHECK(left.size() == 21);
    CHECK(std::is_sorted(left.begin(), left.end()));
    CHECK(std::find(left.begin(), left.end(), 5) == left.end());
}

TEST_CASE("a plan holds the specification of each slot and passes validation", "[host/plan]") {
    const auto study = make_study(sample_request());
    const auto plan = make_plan(study, all_slots(study), sample_frame());
    CHECK_NOTHROW(validate(plan));
    REQUIRE(plan.trials.size() == 24);
    CHECK(plan.prompts[2].tokens == std::vector<std::int32_t>{1, 2, 3});
    for (const auto& trial : plan.trials) {
        const auto& slot = slot_at(study, trial.slot);
        CHECK(trial.setup == slot.cell);
        CHECK(trial.prompt == slot.prompt);
        CHECK(trial.output_tokens == 32);
        CHECK(trial.seed == 7);
    }
}

TEST_CASE("a plan without a set-up for each cell is a bug", "[host/plan]") {
    const auto study = make_study(sample_request());
    auto frame = sample_frame();
    frame.setups.pop_back();
    CHECK_THROWS_AS(make_plan(study, all_slots(study), frame), Error);
}
