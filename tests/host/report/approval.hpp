#pragma once
// Report formats are approved text files: tests/data/report/NAME. Where a report differs, what was
// made is left in the folder EDGEBENCH_RECEIVED for a person to look at, and to approve by moving
// it.

#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

namespace edgebench::test {

inline void approve(const std::string& name, const std::string& text) {
    const auto approved = read_text(std::string(EDGEBENCH_TEST_DATA) + "/report/" + name);
    CHECK(text == approved);
    const char* folder = std::getenv("EDGEBENCH_RECEIVED");
    if (text == approved || folder == nullptr) return;
    std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << text;
}

}  // namespace edgebench::test
