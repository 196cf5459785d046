#include "agent/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace edgebench::agent::log {
namespace {

constexpr std::uintmax_t k_largest_log = 1024 * 1024;

// A logger of our own: spdlog's default one writes to standard output, where the endpoint is
// printed.
std::shared_ptr<spdlog::logger>& logger() {
    static auto instance = std::make_shared<spdlog::logger>(
        "agent", std::make_shared<spdlog::sinks::stderr_sink_st>());
    return instance;
}

}  // namespace

void open(const std::filesystem::path& file) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    const bool start_anew = !missing && size > k_largest_log;
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(file.string(), start_anew);
    logger() = std::make_shared<spdlog::logger>("agent", std::move(sink));
    logger()->set_pattern("%Y-%m-%dT%H:%M:%S.%e %P %L %v");
    logger()->flush_on(spdlog::level::info);
}

// A string_view is logged as it is: braces in it are no format.
void info(std::string_view text) {
    logger()->info(text);
}
void warn(std::string_view text) {
    logger()->warn(text);
}

}  // namespace edgebench::agent::log
