#include "host/report/privacy.hpp"

#include "host/report/numbers.hpp"

namespace edgebench::report {
namespace {

constexpr const char* k_unreadable = "unreadable";
constexpr const char* k_sockets = "engine sockets beyond loopback: ";
constexpr const char* k_bytes = "bytes of the shell's uid, adb included: ";

std::string bytes(std::int64_t received, std::int64_t sent) {
    return std::to_string(received) + " received, " + std::to_string(sent) + " sent";
}

// "0", or "0 (of 3 trials; 2 unreadable)" where not all can be read.
std::string of_trials(std::int64_t readable, std::int64_t trials, const std::string& value) {
    if (readable == 0) return k_unreadable;
    if (readable == trials) return value;
    return value + " (of " + counted(readable, "trial") + "; " + std::to_string(trials - readable) +
           " unreadable)";
}

}  // namespace

std::string engine_sockets_text(const Traffic& traffic) {
    const auto& count = traffic.engine_sockets_beyond_loopback;
    return k_sockets + (count ? std::to_string(*count) : std::string(k_unreadable));
}

std::string shell_bytes_text(const Traffic& traffic) {
    const auto& received = traffic.shell_received_bytes;
    const auto& sent = traffic.shell_sent_bytes;
    return k_bytes + (received && sent ? bytes(*received, *sent) : std::string(k_unreadable));
}

std::string privacy_summary(std::span<const Attempt> attempts) {
    std::int64_t trials = 0, sockets = 0, with_sockets = 0, received = 0, sent = 0, with_bytes = 0;
    for (const auto& attempt : attempts) {
        if (attempt.end.outcome != Outcome::finished) continue;
        const auto& traffic = attempt.end.traffic;
        ++trials;
        if (traffic.engine_sockets_beyond_loopback) {
            ++with_sockets;
            sockets += *traffic.engine_sockets_beyond_loopback;
        }
        if (!traffic.shell_received_bytes || !traffic.shell_sent_bytes) continue;
        ++with_bytes;
        received += *traffic.shell_received_bytes;
        sent += *traffic.shell_sent_bytes;
    }
    if (trials == 0) return "";
    return "Privacy: " + (k_sockets + of_trials(with_sockets, trials, std::to_string(sockets))) +
           "; " + (k_bytes + of_trials(with_bytes, trials, bytes(received, sent))) + ".\n";
}

}  // namespace edgebench::report
