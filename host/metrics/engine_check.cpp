#include "host/metrics/engine_check.hpp"

#include <string_view>

namespace edgebench {
namespace {

// llama.cpp's words for an option that it does not know, as of v0.5.0.
constexpr std::string_view k_unknown_option = "error: invalid argument: ";

std::string unknown_option(std::string_view log) {
    const auto found = log.find(k_unknown_option);
    if (found == std::string_view::npos) return "";
    const auto rest = log.substr(found + k_unknown_option.size());
    return std::string(rest.substr(0, rest.find_first_of(" \r\n")));
}

std::vector<std::string> untold_in(const TrialEnd& trial) {
    std::vector<std::string> untold;
    const auto expect = [&untold](bool told, const char* name) {
        if (!told) untold.emplace_back(name);
    };
    const auto& report = trial.engine;
    expect(!report.build.empty(), "build");
    expect(report.threads.has_value(), "threads");
    expect(report.threads_batch.has_value(), "threads_batch");
    expect(report.context_tokens.has_value(), "context_tokens");
    expect(report.batch_tokens.has_value(), "batch_tokens");
    expect(report.ubatch_tokens.has_value(), "ubatch_tokens");
    expect(report.flash_attention.has_value(), "flash_attention");
    expect(report.kv_cache_k.has_value(), "kv_cache_k");
    expect(report.kv_cache_v.has_value(), "kv_cache_v");
    const auto& timings = trial.timings;
    expect(timings.prompt_tokens.has_value(), "prompt_tokens");
    expect(timings.prompt_ms.has_value(), "prompt_ms");
    expect(timings.output_tokens.has_value(), "output_tokens");
    expect(timings.output_ms.has_value(), "output_ms");
    return untold;
}

}  // namespace

std::optional<EngineCheck> judge_tryout(const TrialEnd& trial) {
    EngineCheck check;
    if (trial.outcome == Outcome::failed) {
        check.unknown_option = unknown_option(trial.engine_log);
        check.failure = trial.reason;
    } else if (trial.outcome == Outcome::finished) {
        check.untold = untold_in(trial);
    } else {
        return std::nullopt;
    }
    return check;
}

}  // namespace edgebench
