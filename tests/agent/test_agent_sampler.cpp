#include "agent/async.hpp"
#include "agent/clock.hpp"
#include "agent/sampler.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace edgebench::agent {
namespace {

using namespace std::chrono_literals;
using TimePoint = Ticks::Clock::time_point;

class CountingSource : public PowerSource {
  public:
    std::string name() const override { return "counting"; }
    std::optional<RawReading> poll() override { return RawReading{++polls_ / 4, std::nullopt}; }

  private:
    std::int64_t polls_ = 0;
};

void sample_for(Sampler& sampler, Seconds duration) {
    const auto sampling = [&]() -> boost::asio::awaitable<void> {
        co_await within(duration, sampler.run());
    };
    test::run_coroutine(sampling());
}

}  // namespace

TEST_CASE("ticks are multiples of their period", "[agent]") {
    Ticks ticks(TimePoint(1234ms), 100ms);
    CHECK(ticks.next() == TimePoint(1300ms));
    CHECK(ticks.advance(TimePoint(1301ms)) == 0);
    CHECK(ticks.next() == TimePoint(1400ms));
}

TEST_CASE("a tick that was served late does not move the following ones", "[agent]") {
    Ticks ticks(TimePoint(0ms), 100ms);
    CHECK(ticks.advance(TimePoint(199ms)) == 0);
    CHECK(ticks.next() == TimePoint(200ms));
    CHECK(ticks.advance(TimePoint(510ms)) == 3);
    CHECK(ticks.next() == TimePoint(600ms));
}

TEST_CASE("equal polls in a row are one run", "[agent]") {
    RunLengthReadings readings("sysfs", 8);
    readings.add(DeviceTime(10), RawReading{-5, 100});
    readings.add(DeviceTime(20), RawReading{-5, 100});
    readings.add(DeviceTime(30), RawReading{-5, 101});
    readings.add(DeviceTime(40), RawReading{-6, 101});
    readings.add(DeviceTime(50), RawReading{-6, std::nullopt});
    const PowerReadings& columns = readings.columns();
    CHECK(columns.source == "sysfs");
    CHECK(columns.first_ns == std::vector<std::int64_t>{10, 30, 40, 50});
    CHECK(columns.last_ns == std::vector<std::int64_t>{20, 30, 40, 50});
    CHECK(columns.polls == std::vector<std::int32_t>{2, 1, 1, 1});
    CHECK(columns.current_raw == std::vector<std::int64_t>{-5, -5, -6, -6});
    CHECK(columns.voltage_raw ==
          std::vector<std::optional<std::int64_t>>{100, 101, 101, std::nullopt});
}

TEST_CASE("a failed poll is counted and ends a run", "[agent]") {
    RunLengthReadings readings("sysfs", 8);
    readings.add(DeviceTime(10), RawReading{-5, 100});
    readings.add(DeviceTime(20), std::nullopt);
    readings.add(DeviceTime(30), RawReading{-5, 100});
    CHECK(readings.columns().failed_reads == 1);
    CHECK(readings.columns().polls == std::vector<std::int32_t>{1, 1});
}

TEST_CASE("the sampler polls every source once per period", "[agent]") {
    const test::TempDir sys;
    std::vector<std::unique_ptr<PowerSource>> sources;
    sources.push_back(std::make_unique<CountingSource>());
    sources.push_back(std::make_unique<CountingSource>());
    Sampler sampler(std::move(sources), sys.path(), Seconds(0.01), Seconds(1));
    const DeviceTime begin = now();
    sample_for(sampler, Seconds(0.3));
    const double periods = seconds_between(begin, now()).value() / 0.01;
    const PowerReadings readings = sampler.readings().at(1);
    std::int64_t served = readings.missed_ticks;
    for (const auto polls : readings.polls) served += polls;
    CHECK(served >= 29);
    CHECK(static_cast<double>(served) <= periods + 1);
    CHECK(readings.source == "counting");
}

TEST_CASE("the context is sampled on full seconds, with the engine's memory", "[agent]") {
    const test::TempDir sys;
    sys.write("class/power_supply/battery/temp", "283\n");
    sys.write("class/power_supply/battery/status", "Discharging\n");
    Sampler sampler({}, sys.path(), Seconds(0.01), Seconds(1));
    sampler.watch_engine("/proc", ::getpid());
    const DeviceTime begin = now();
    sample_for(sampler, Seconds(1.05));
    REQUIRE(!sampler.context().empty());
    const ContextSample& sample = sampler.context().front();
    CHECK(sample.time > begin);
    CHECK(sample.temperature_raw == 283);
    CHECK(sample.status == ChargeStatus::discharging);
    CHECK_FALSE(sample.charge_counter_raw);
    REQUIRE(sample.engine_rss);
    CHECK(*sample.engine_rss > Bytes64(k_mebibyte));
    CHECK(sampler.readings().empty());
}

}  // namespace edgebench::agent
