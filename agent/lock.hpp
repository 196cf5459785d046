#pragma once
// One agent per phone. The live agent holds flock(LOCK_EX) on the file; its text tells everybody
// else who uses the phone. This format and the file's name never change, so that every version of
// agent and host understands every other's:
//
//     owner=USER@HOST          empty: no plan runs
//     plan=PLAN ID             empty: no plan runs
//     boot_id=UUID             of the boot in which the text was written
//     pid=NUMBER               of the agent; empty: it ended in order
//     expires_boottime_ns=N    on CLOCK_BOOTTIME of that boot; later the agent counts as hung
//
// A line each, in this order, then newlines up to 1024 bytes: the text is rewritten by one write.

#include "agent/file.hpp"
#include "protocol/units.hpp"

#include <optional>
#include <string>

namespace edgebench::agent {

struct LockText {
    std::string owner;
    std::string plan;
    std::string boot_id;
    std::optional<int> pid;
    DeviceTime expires;
};

std::string format_lock(const LockText& text);
// Unknown lines are passed over, missing ones leave their field empty.
LockText parse_lock(std::string_view text);

// When the lock's text expires, by the phone's own wall clock, for people: "2026-11-22 12:40:00
// UTC".
std::string expiry_in_words(const LockText& text);

// So long the text stays true without being written again.
constexpr Seconds k_lock_validity{600};

class Lock {
  public:
    // Nothing while another process holds it.
    static std::optional<Lock> try_take(const std::filesystem::path& path);
    static LockText read(const std::filesystem::path& path);

    // The agent itself holds the phone, for no plan as yet.
    void take_over(std::string boot_id);
    void begin_plan(const std::string& owner, const std::string& plan);
    void end_plan();
    // True for k_lock_validity from now, and through `window` before that: inside a measured window
    // nothing may be written.
    void renew(Seconds window = Seconds(0));
    // The agent ends.
    void leave();

    const LockText& text() const { return text_; }

  private:
    explicit Lock(File file) : file_(std::move(file)) {}
    void write();

    File file_;
    LockText text_;
};

}  // namespace edgebench::agent
