#pragma once
// The phone's /system: the tools of an Android shell (the host's own, by link) and small scripts
// for the commands that only Android has.

#include "tests/virtual_phone/personality.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace edgebench::virtual_phone {

// The files of root/bin, compiled in: name and text.
const std::vector<std::pair<std::string_view, std::string_view>>& root_scripts();

// Makes bin/, etc/ and build.prop under `system`.
void make_phone_root(const std::filesystem::path& system, const Personality& personality,
                     const std::string& serial);

}  // namespace edgebench::virtual_phone
