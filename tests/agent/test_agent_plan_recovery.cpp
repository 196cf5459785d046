#include "agent/file.hpp"
#include "agent/plan_recovery.hpp"
#include "protocol/codec.hpp"
#include "tests/agent/agent_harness.hpp"
#include "tests/agent/fake_programs.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>

namespace edgebench::agent {
namespace {

struct RecoveryFixture {
    RecoveryFixture() { prepare(paths); }

    // A journal as an agent leaves it that is killed after these records.
    void leave(const std::vector<JournalRecord>& records) {
        auto journal = plans.create(id);
        for (const auto& record : records) journal.append(record);
    }
    std::vector<JournalRecord> recover() {
        test::run_coroutine(recover_plans(plans, "this boot"));
        return plans.records(id);
    }
    PlanBegin begin(std::string boot_id) const {
        PlanBegin begin;
        begin.device.boot_id = std::move(boot_id);
        begin.plan.id = id;
        return begin;
    }

    test::TempDir folder;
    Paths paths{folder.path()};
    PlanStore plans{paths};
    std::string id = "0123456789abcdef0123456789abcdef";
};

StateChanged darkened() {
    StateChanged change;
    change.settings.push_back(Setting{"system/screen_brightness", "120", "10", "10", "", true});
    return change;
}

TEST_CASE("the plan of a dead agent is ended", "[agent]") {
    RecoveryFixture fixture;
    fixture.leave({fixture.begin("this boot"), TrialBegin()});
    const auto records = fixture.recover();
    CHECK(std::get<PlanEnd>(records.back()).reason == "the agent died");
    CHECK(fixture.recover().size() == records.size());
}

TEST_CASE("the plan of an earlier boot is ended", "[agent]") {
    RecoveryFixture fixture;
    fixture.leave({fixture.begin("another boot")});
    CHECK(std::get<PlanEnd>(fixture.recover().back()).reason == "the phone rebooted");
}

TEST_CASE("changed settings are put back, also after the end of the plan", "[agent]") {
    RecoveryFixture fixture;
    fixture.leave({fixture.begin("this boot"), darkened(), PlanEnd()});
    const auto records = fixture.recover();
    const auto restored = only<StateRestored>(records);
    REQUIRE(restored.size() == 1);
    REQUIRE(restored[0].settings.size() == 1);
    CHECK(restored[0].settings[0].before == "120");
    CHECK(fixture.recover().size() == records.size());
}

// Early after a boot Android refuses to set anything.
TEST_CASE("settings that cannot be put back are an error, and are put back the next time",
          "[agent]") {
    const test::FakePrograms android("settings", test::k_settings_program);
    const auto& phone = android.folder();
    phone.write("system.screen_brightness", "10\n");
    phone.write("refuse.screen_brightness", "");
    RecoveryFixture fixture;
    fixture.leave({fixture.begin("this boot"), darkened(), PlanEnd()});
    CHECK_THROWS_WITH(fixture.recover(),
                      Catch::Contains("settings put system screen_brightness 120"));
    CHECK_THROWS_AS(test::run_coroutine(put_back_rest(fixture.plans, fixture.id)), Error);

    std::filesystem::remove(phone / "refuse.screen_brightness");
    CHECK_NOTHROW(test::run_coroutine(put_back_rest(fixture.plans, fixture.id)));
    CHECK(test::read_text(phone / "system.screen_brightness") == "120\n");
    CHECK(settings_left(fixture.recover()).empty());
}

TEST_CASE("a journal that cannot be read is listed with its size", "[agent]") {
    RecoveryFixture fixture;
    fixture.leave({fixture.begin("this boot")});
    const auto body = to_cbor(Json{{"type", "of a later version"}});
    auto record = read_bytes(fixture.paths.journal(fixture.id));
    Sha256 hash;
    hash.update(read_journal(record).chain);
    hash.update(body);
    record.insert(record.end(), {static_cast<std::uint8_t>(body.size()), 0, 0, 0});
    const auto checksum = hash.finish();
    record.insert(record.end(), checksum.begin(), checksum.begin() + 8);
    record.insert(record.end(), body.begin(), body.end());
    File(fixture.paths.journal(fixture.id), O_WRONLY | O_TRUNC).write(record);
    CHECK_THROWS_AS(fixture.plans.records(fixture.id), Error);
    const auto summary = fixture.plans.summary(fixture.id);
    CHECK(summary.plan_id == fixture.id);
    CHECK(summary.journal_bytes == static_cast<std::int64_t>(record.size()));
}

TEST_CASE("a plan that was never accepted leaves nothing", "[agent]") {
    RecoveryFixture fixture;
    fixture.leave({});
    test::run_coroutine(recover_plans(fixture.plans, "this boot"));
    CHECK(fixture.plans.ids().empty());
}

}  // namespace
}  // namespace edgebench::agent
