#include "agent/sampler.hpp"

#include "agent/async.hpp"
#include "agent/battery.hpp"
#include "agent/battery_service.hpp"
#include "agent/clock.hpp"
#include "protocol/power_source.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace edgebench::agent {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds k_context_period{1};
constexpr std::chrono::seconds k_service_period{1};  // a process each time
// 64 Ki runs of 44 bytes are address space until they are used.
constexpr std::size_t k_most_reserved = std::size_t{1} << 16;

std::size_t count_in(Seconds duration, Seconds period) {
    const double count = duration.value() / period.value() + 1;
    return count < static_cast<double>(k_most_reserved) ? static_cast<std::size_t>(count)
                                                        : k_most_reserved;
}

// statm: "size resident shared …", in pages.
std::optional<Bytes64> resident_bytes(const OpenFile& statm) {
    const auto text = statm.text();
    if (!text) return std::nullopt;
    const auto begin = text->find(' ') + 1;
    const auto pages = parse_integer(text->substr(begin, text->find(' ', begin) - begin));
    if (!pages) return std::nullopt;
    return Bytes64(*pages * ::sysconf(_SC_PAGESIZE));
}

}  // namespace

Ticks::Ticks(Clock::time_point start, Clock::duration period)
    : period_(period), next_(start - start.time_since_epoch() % period + period) {}

std::int64_t Ticks::advance(Clock::time_point now) {
    const std::int64_t missed = std::max<std::int64_t>(0, (now - next_) / period_);
    next_ += (missed + 1) * period_;
    return missed;
}

RunLengthReadings::RunLengthReadings(std::string source, std::size_t expected_polls) {
    columns_.source = std::move(source);
    columns_.first_ns.reserve(expected_polls);
    columns_.last_ns.reserve(expected_polls);
    columns_.polls.reserve(expected_polls);
    columns_.current_raw.reserve(expected_polls);
    columns_.voltage_raw.reserve(expected_polls);
}

bool RunLengthReadings::continues(const RawReading& reading) const {
    return run_open_ && columns_.current_raw.back() == reading.current_raw &&
           columns_.voltage_raw.back() == reading.voltage_raw;
}

void RunLengthReadings::add(DeviceTime time, const std::optional<RawReading>& reading) {
    if (!reading) {
        ++columns_.failed_reads;
        run_open_ = false;
        return;
    }
    if (continues(*reading)) {
        columns_.last_ns.back() = time.value();
        ++columns_.polls.back();
        return;
    }
    columns_.first_ns.push_back(time.value());
    columns_.last_ns.push_back(time.value());
    columns_.polls.push_back(1);
    columns_.current_raw.push_back(reading->current_raw);
    columns_.voltage_raw.push_back(reading->voltage_raw);
    run_open_ = true;
}

Sampler::Sampler(std::vector<std::unique_ptr<PowerSource>> sources,
                 const std::filesystem::path& sys_root, Seconds period, Seconds expected)
    : period_(period), cpu_(sys_root, count_in(expected, Seconds(1))) {
    for (auto& source : sources) {
        RunLengthReadings readings(source->name(), count_in(expected, period));
        polled_.push_back({std::move(source), std::move(readings)});
    }
    context_.reserve(count_in(expected, Seconds(1)));
    if (const auto battery = find_battery(sys_root)) {
        temperature_ = OpenFile(*battery / "temp");
        status_ = OpenFile(*battery / "status");
        charge_counter_ = OpenFile(*battery / "charge_counter");
        voltage_ = OpenFile(*battery / "voltage_now");
    }
}

void Sampler::ask_battery_service(Seconds expected) {
    asked_.emplace(std::string(k_battery_properties), count_in(expected, Seconds(1)));
}

void Sampler::watch_engine(const std::filesystem::path& proc_root, int pid) {
    statm_ = OpenFile(proc_root / std::to_string(pid) / "statm");
}

boost::asio::awaitable<void> Sampler::run() {
    if (asked_) {
        co_await race(read_files(), ask_service());
    } else {
        co_await read_files();
    }
}

boost::asio::awaitable<void> Sampler::read_files() {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor);
    const auto start = steady_clock::now();
    Ticks power(start, to_duration(period_));
    Ticks context(start, k_context_period);
    for (;;) {
        timer.expires_at(polled_.empty() ? context.next() : std::min(power.next(), context.next()));
        const auto [error] = co_await timer.async_wait(k_no_throw);
        if (error) co_return;
        const auto time = steady_clock::now();
        if (!polled_.empty() && time >= power.next()) {
            poll();
            const auto missed = power.advance(time);
            for (auto& polled : polled_) polled.readings.add_missed(missed);
        }
        if (time >= context.next()) {
            sample_context();
            sample_cpu();
            context.advance(time);
            check_ceiling();
        }
    }
}

boost::asio::awaitable<void> Sampler::ask_service() {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor);
    Ticks ticks(steady_clock::now(), k_service_period);
    for (;;) {
        timer.expires_at(ticks.next());
        const auto [error] = co_await timer.async_wait(k_no_throw);
        if (error) co_return;
        std::optional<RawReading> reading;
        const auto current = co_await read_current_property();
        if (current) reading = RawReading{*current, voltage_.integer()};
        asked_->add(now(), reading);
        asked_->add_missed(ticks.advance(steady_clock::now()));
    }
}

void Sampler::poll() {
    for (auto& polled : polled_) {
        const auto reading = polled.source->poll();
        polled.readings.add(now(), reading);
    }
}

void Sampler::sample_context() {
    ContextSample sample;
    sample.time = now();
    sample.temperature_raw = temperature_.integer();
    if (const auto status = status_.text()) sample.status = charge_status_from(*status);
    sample.charge_counter_raw = charge_counter_.integer();
    sample.engine_rss = resident_bytes(statm_);
    context_.push_back(sample);
}

void Sampler::sample_cpu() {
    cpu_.sample(now());
}

bool Sampler::above_ceiling() const {
    if (!ceiling_ || context_.empty() || !context_.back().temperature_raw) return false;
    return temperature_from_raw(*context_.back().temperature_raw) > *ceiling_;
}

void Sampler::check_ceiling() const {
    if (!above_ceiling()) return;
    const auto temperature = temperature_from_raw(*context_.back().temperature_raw);
    throw Error(ErrorCode::device, "the battery reached " + in_words(temperature) +
                                       ", above the ceiling of " + in_words(*ceiling_));
}

std::vector<PowerReadings> Sampler::readings() const {
    std::vector<PowerReadings> all;
    for (const auto& polled : polled_) all.push_back(polled.readings.columns());
    if (asked_) all.push_back(asked_->columns());
    return all;
}

}  // namespace edgebench::agent
