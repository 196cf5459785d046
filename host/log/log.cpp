#include "host/log/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace edgebench::log {
namespace {

constexpr auto k_pattern = "%^%l%$: %v";

struct Output {
    Output() : logger("edgebench", sink) {
        logger.set_pattern(k_pattern);
        logger.flush_on(spdlog::level::debug);
    }
    std::shared_ptr<spdlog::sinks::stderr_color_sink_mt> sink =
        std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    spdlog::logger logger;
};

// Not spdlog's default logger: that one writes to standard output, where the results are.
Output& output() {
    static Output instance;
    return instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
    }
    return spdlog::level::info;
}

}  // namespace

void setup(Level level, Colour colour) {
    output().logger.set_level(to_spdlog(level));
    output().sink->set_color_mode(colour == Colour::never ? spdlog::color_mode::never
                                                          : spdlog::color_mode::automatic);
}

// A string_view argument is logged as it is: braces in it are no format.
void debug(std::string_view text) {
    output().logger.debug(text);
}
void info(std::string_view text) {
    output().logger.info(text);
}
void warn(std::string_view text) {
    output().logger.warn(text);
}

}  // namespace edgebench::log
