#include "agent/device_info.hpp"

#include "agent/battery.hpp"
#include "agent/blob_store.hpp"
#include "agent/open_file.hpp"

#include <sys/utsname.h>
#include <unistd.h>

namespace edgebench::agent {
namespace {

std::optional<Bytes64> memory(const std::string& meminfo, const char* key) {
    const auto kibibytes = kibibytes_of(meminfo, key);
    if (!kibibytes) return std::nullopt;
    return Bytes64(*kibibytes * 1024);
}

}  // namespace

std::string read_boot_id(const std::filesystem::path& proc) {
    auto text = read_file(proc / "sys/kernel/random/boot_id").value_or("");
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

DeviceInfo read_device_info(const DeviceRoots& roots, const PowerProbe& power) {
    DeviceInfo info;
    info.boot_id = read_boot_id(roots.proc);
    utsname names{};
    ::uname(&names);
    info.kernel = std::string(names.sysname) + " " + names.release;
    info.machine = names.machine;
    info.cpu_count = static_cast<int>(::sysconf(_SC_NPROCESSORS_CONF));
    info.page_size_bytes = ::sysconf(_SC_PAGESIZE);
    const auto meminfo = read_file(roots.proc / "meminfo").value_or("");
    info.memory_total = memory(meminfo, "MemTotal");
    info.memory_available = memory(meminfo, "MemAvailable");
    info.storage_free = free_storage(roots.storage);
    info.battery = read_battery(roots.sys);
    if (!info.battery.status) info.battery = power.battery();
    info.power_sources = power.sources();
    return info;
}

}  // namespace edgebench::agent
