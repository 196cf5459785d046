#include "host/config/verdict_config.hpp"

#include "host/config/text_file.hpp"
#include "host/config/toml_table.hpp"

namespace edgebench {
namespace {

void check(const TomlTable& table, const std::string& key, bool sane, const std::string& range) {
    if (!sane) table.fail(key, "'" + key + "' should be " + range);
}

double share(TomlTable& table, const std::string& key, double usual) {
    const double value = table.optional_number(key).value_or(usual);
    check(table, key, value > 0 && value <= 1, "a share, above 0 and up to 1");
    return value;
}

double amount(TomlTable& table, const std::string& key, double usual) {
    const double value = table.optional_number(key).value_or(usual);
    check(table, key, value >= 0, "0 or more");
    return value;
}

std::int64_t count(TomlTable& table, const std::string& key, std::int64_t usual,
                   std::int64_t most) {
    const auto value = table.optional_integer(key).value_or(usual);
    check(table, key, value >= 1 && value <= most, "1 to " + std::to_string(most));
    return value;
}

}  // namespace

VerdictLimits parse_verdict_limits(std::string_view text, const std::string& file) {
    constexpr std::int64_t k_most_refreshes = 1000, k_most_status = 6;
    auto table = TomlTable::parse(text, file);
    VerdictLimits limits;
    auto& drift = limits.baseline_drift;
    drift.power = Watts(amount(table, "baseline_drift_w", drift.power.value()));
    drift.share = share(table, "baseline_drift_share", drift.share);
    limits.stale_voltage_share = share(table, "stale_voltage_share", limits.stale_voltage_share);
    limits.stalled_refreshes =
        count(table, "stalled_gauge_refreshes", limits.stalled_refreshes, k_most_refreshes);
    limits.throttled_cap_share = share(table, "throttled_cap_share", limits.throttled_cap_share);
    limits.throttled_status =
        count(table, "throttled_status", limits.throttled_status, k_most_status);
    limits.throttled_decode_share =
        share(table, "throttled_decode_share", limits.throttled_decode_share);
    limits.suspended = Seconds(amount(table, "suspended_s", limits.suspended.value()));
    table.refuse_other_keys();
    return limits;
}

VerdictLimits load_verdict_limits(const Paths& paths) {
    const auto file = paths.config_file("verdicts", "default.toml");
    if (!file) return {};
    return parse_verdict_limits(read_text_file(*file), file->string());
}

}  // namespace edgebench
