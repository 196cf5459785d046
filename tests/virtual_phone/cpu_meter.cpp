#include "tests/virtual_phone/cpu_meter.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

namespace edgebench::virtual_phone {
namespace {

std::int64_t to_ns(const timespec& t) {
    return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}
std::int64_t to_ns(const timeval& t) {
    return t.tv_sec * 1'000'000'000 + t.tv_usec * 1'000;
}

// All threads of a process, living and dead, to the nanosecond.
std::int64_t own_time_ns(pid_t pid) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
    return to_ns(used);
}

// Time of the children that a living process has already waited for: fields 16 and 17 of its stat,
// in clock ticks.
std::int64_t waited_time_ns(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/stat";
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    char text[1024];
    const ssize_t length = ::read(fd, text, sizeof text - 1);
    ::close(fd);
    if (length <= 0) return 0;
    std::string_view rest(text, static_cast<std::size_t>(length));
    rest.remove_prefix(std::min(rest.size(), rest.rfind(')') + 2));  // the name may hold spaces
    for (int field = 3; field < 16 && !rest.empty(); ++field)
        rest.remove_prefix(rest.find(' ') + 1);
    std::int64_t user = 0;
    std::int64_t system = 0;
    const auto first = std::from_chars(rest.data(), rest.data() + rest.size(), user);
    std::from_chars(std::min(first.ptr + 1, rest.data() + rest.size()), rest.data() + rest.size(),
                    system);
    return (user + system) * (1'000'000'000 / ::sysconf(_SC_CLK_TCK));
}

std::int64_t living_ns() {
    const std::unique_ptr<DIR, int (*)(DIR*)> proc(::opendir("/proc"), &::closedir);
    std::int64_t sum = 0;
    while (const dirent* entry = proc ? ::readdir(proc.get()) : nullptr) {
        pid_t pid = 0;
        const char* end = entry->d_name + std::strlen(entry->d_name);
        const auto parsed = std::from_chars(entry->d_name, end, pid);
        if (parsed.ec != std::errc() || parsed.ptr != end || pid == 1) continue;
        sum += own_time_ns(pid) + waited_time_ns(pid);
    }
    return sum;
}

}  // namespace

CpuTick CpuMeter::read() {
    // Orphans fall to the init, so what it has waited for is all that is dead and gone.
    rusage reaped{};
    ::getrusage(RUSAGE_CHILDREN, &reaped);
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const std::int64_t total = to_ns(reaped.ru_utime) + to_ns(reaped.ru_stime) + living_ns();
    highest_ns_ = std::max(highest_ns_, total);
    return {.time_ns = to_ns(now), .cpu_ns = highest_ns_};
}

}  // namespace edgebench::virtual_phone
