#pragma once
// A query that somebody typed: it can read everything in the file and write nothing anywhere.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace edgebench::store {

using Blob = std::vector<std::uint8_t>;
// monostate is NULL.
using QueryCell = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

struct QueryResult {
    std::vector<std::string> columns;
    std::vector<std::vector<QueryCell>> rows;
};

struct QueryLimits {
    std::chrono::milliseconds time{30'000};
    std::int64_t rows = 1'000'000;
    std::int64_t bytes = std::int64_t{256} * 1024 * 1024;  // of the result's text and blobs
};

// Runs one SELECT. Throws Error::usage for SQL that is wrong, writes, or goes beyond a limit, and
// Error::database for a file that cannot be read.
QueryResult run_query(const std::filesystem::path& file, const std::string& sql,
                      const QueryLimits& limits = {});

}  // namespace edgebench::store
