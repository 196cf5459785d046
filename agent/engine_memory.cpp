#include "agent/engine_memory.hpp"

#include "agent/open_file.hpp"

namespace edgebench::agent {
namespace {

std::optional<Bytes64> bytes_of(const std::optional<std::string>& file, std::string_view key) {
    if (!file) return std::nullopt;
    const auto kibibytes = kibibytes_of(*file, key);
    if (!kibibytes) return std::nullopt;
    return Bytes64(*kibibytes * 1024);
}

}  // namespace

EngineMemory read_engine_memory(const std::filesystem::path& proc_root, int pid) {
    const auto process = proc_root / std::to_string(pid);
    const auto status = read_file(process / "status");
    const auto rollup = read_file(process / "smaps_rollup");
    return EngineMemory{.peak_rss = bytes_of(status, "VmHWM"),
                        .pss = bytes_of(rollup, "Pss"),
                        .swap = bytes_of(rollup, "Swap")};
}

}  // namespace edgebench::agent
