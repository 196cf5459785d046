#pragma once
// Whether the programs and libraries of an engine can run together on a kind of device.

#include "host/catalog/elf.hpp"

#include <map>
#include <string>
#include <vector>

namespace edgebench {

// By file name: all that will lie in the engine's folder on the device.
using EngineBinaries = std::map<std::string, ElfFile>;

// Throws Error::configuration, naming the file, when one is built for something else or needs a
// library that is neither among them nor part of the target's system. What can go wrong on some
// devices only is returned, a sentence each. `folder` is for messages.
std::vector<std::string> check_engine_libraries(const EngineBinaries& binaries, Target target,
                                                const std::string& folder);

}  // namespace edgebench
