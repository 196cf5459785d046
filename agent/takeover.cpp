#include "agent/takeover.hpp"

#include "agent/clock.hpp"
#include "agent/log.hpp"
#include "protocol/codec.hpp"
#include "protocol/error.hpp"

#include <csignal>
#include <thread>

namespace edgebench::agent {
namespace {

constexpr auto k_look_again = std::chrono::milliseconds(50);
// An agent that has just taken the lock has not written into it yet: what it says counts when it
// has stood there for a while.
constexpr int k_looks_before_signal = 4;
constexpr int k_looks_before_kill = 100;  // five seconds
constexpr int k_most_looks = 200;

// Of the live agent; nothing while it starts or ends.
std::optional<std::string> endpoint_of(const Paths& paths, const LockText& lock) {
    const auto text = read_text(paths.endpoint());
    if (!text || !lock.pid) return std::nullopt;
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_object() || json.value("pid", 0) != *lock.pid) return std::nullopt;
    return text;
}

bool is_of_build(const std::string& endpoint, const std::string& build_id) {
    return Json::parse(endpoint).value("build_id", "") == build_id;
}

void ask_to_end(const LockText& lock, int look, bool hangs) {
    if (!lock.pid || look < k_looks_before_signal) return;
    if (hangs || look == k_looks_before_kill) {
        ::kill(*lock.pid, SIGKILL);
    } else if (look == k_looks_before_signal) {
        ::kill(*lock.pid, SIGTERM);
    }
}

}  // namespace

Takeover take_phone(const Paths& paths, const std::string& build_id) {
    for (int look = 0; look < k_most_looks; ++look) {
        auto lock = Lock::try_take(paths.lock());
        if (lock) return std::move(*lock);
        const auto text = Lock::read(paths.lock());
        const bool hangs = text.expires < now();
        const auto endpoint = endpoint_of(paths, text);
        if (endpoint && !hangs && is_of_build(*endpoint, build_id)) return *endpoint;
        if (endpoint && !hangs && !text.plan.empty()) return text;
        if (endpoint || hangs) ask_to_end(text, look, hangs);
        std::this_thread::sleep_for(k_look_again);
    }
    throw Error(ErrorCode::busy, "another agent holds this phone and does not end",
                "Restart the phone, or end the process whose id is in " + paths.lock().string() +
                    ".");
}

}  // namespace edgebench::agent
