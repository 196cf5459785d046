#include "agent/takeover.hpp"

#include "agent/clock.hpp"
#include "protocol/codec.hpp"
#include "protocol/error.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

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
constexpr timeval k_hello_deadline{.tv_sec = 2, .tv_usec = 0};

// Of the live agent; nothing while it starts or ends.
struct Found {
    std::string line;
    std::string build_id;
    std::uint16_t port = 0;
};

std::optional<Found> find_endpoint(const Paths& paths, const LockText& lock) {
    const auto text = read_text(paths.endpoint());
    if (!text || !lock.pid) return std::nullopt;
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_object() || json.value("pid", 0) != *lock.pid) return std::nullopt;
    return Found{*text, json.value("build_id", ""), json.value("port", std::uint16_t{0})};
}

// Whether the agent says hello. It may be alive with an expired lock: a phone that was suspended
// has not had the time to renew it.
bool answers(std::uint16_t port) {
    const int peer = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer < 0) return false;
    ::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &k_hello_deadline, sizeof k_hello_deadline);
    ::setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &k_hello_deadline, sizeof k_hello_deadline);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    char byte = 0;
    const bool said_hello =
        ::connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::recv(peer, &byte, 1, 0) == 1;
    ::close(peer);
    return said_hello;
}

void ask_to_end(int pid, int look, bool hangs) {
    if (look < k_looks_before_signal) return;
    if (hangs || look == k_looks_before_kill) {
        ::kill(pid, SIGKILL);
    } else if (look == k_looks_before_signal) {
        ::kill(pid, SIGTERM);
    }
}

}  // namespace

Takeover take_phone(const Paths& paths, const std::string& build_id) {
    for (int look = 0; look < k_most_looks; ++look) {
        auto lock = Lock::try_take(paths.lock());
        if (lock) return std::move(*lock);
        auto text = Lock::read(paths.lock());
        const auto endpoint = find_endpoint(paths, text);
        const bool expired = text.expires < now();
        const bool hangs = expired && !(endpoint && answers(endpoint->port));
        if (endpoint && !hangs && endpoint->build_id == build_id) return endpoint->line;
        if (endpoint && !hangs && !text.plan.empty()) return text;
        if (text.pid && (endpoint || hangs)) ask_to_end(*text.pid, look, hangs);
        std::this_thread::sleep_for(k_look_again);
    }
    throw Error(
        ErrorCode::busy, "another agent holds this phone and does not end",
        "Restart the phone, or end the process whose id is in " + paths.lock().string() + ".");
}

}  // namespace edgebench::agent
