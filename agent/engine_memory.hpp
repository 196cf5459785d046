#pragma once
// What a process really took of the memory. Reading smaps_rollup of 4 GiB takes 40 ms: not inside a
// measured window.

#include "protocol/journal.hpp"

#include <filesystem>

namespace edgebench::agent {

EngineMemory read_engine_memory(const std::filesystem::path& proc_root, int pid);

}  // namespace edgebench::agent
