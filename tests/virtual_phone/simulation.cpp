#include "tests/virtual_phone/simulation.hpp"

#include "tests/virtual_phone/cpu_meter.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace edgebench::virtual_phone {

DeviceTime boot_time_now() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return DeviceTime(now.tv_sec * 1'000'000'000 + now.tv_nsec);
}

Simulation::Simulation(const Personality& personality, const std::filesystem::path& sys_folder)
    : model_(personality, boot_time_now()),
      gauge_(personality, model_.state()),
      files_(sys_folder, personality) {
    // A first reading, so that the files exist before the container binds their folder.
    files_.show(gauge_.restart(model_.state()), model_.state());
    files_.count_rails(model_.state());
}

void Simulation::power_on(UniqueFd ticks) {
    const std::lock_guard lock(mutex_);
    model_.resume(boot_time_now());
    files_.show(gauge_.restart(model_.state()), model_.state());
    truth_.add(model_.state());
    thread_ = std::thread([this, fd = std::move(ticks)]() mutable { follow(std::move(fd)); });
}

void Simulation::power_off() {
    if (thread_.joinable()) thread_.join();
}

void Simulation::follow(UniqueFd ticks) {
    const sched_param prompt{.sched_priority = 1};
    ::pthread_setschedparam(::pthread_self(), SCHED_RR,
                            &prompt);  // where allowed; see container.cpp
    CpuTick tick;
    std::int64_t cpu_ns = 0;
    while (::read(ticks.get(), &tick, sizeof tick) == static_cast<ssize_t>(sizeof tick)) {
        const std::int64_t used = std::max<std::int64_t>(0, tick.cpu_ns - cpu_ns);
        cpu_ns += used;
        step(DeviceTime(tick.time_ns), Seconds(static_cast<double>(used) * 1e-9));
    }
}

void Simulation::step(DeviceTime now, Seconds cpu) {
    const std::lock_guard lock(mutex_);
    const PowerState& state = model_.step(now, cpu);
    truth_.add(state);
    if (const auto reading = gauge_.feed(state)) files_.show(*reading, state);
    files_.count_rails(state);
}

std::optional<TrueEnergy> Simulation::truth(DeviceTime from, DeviceTime to) {
    const std::lock_guard lock(mutex_);
    return truth_.between(from, to);
}

void Simulation::set_charger(Charger charger) {
    const std::lock_guard lock(mutex_);
    model_.set_charger(charger);
}

void Simulation::set_level(double percent) {
    const std::lock_guard lock(mutex_);
    model_.set_level(percent);
}

void Simulation::set_temperature(Celsius battery) {
    const std::lock_guard lock(mutex_);
    model_.set_temperature(battery);
}

}  // namespace edgebench::virtual_phone
