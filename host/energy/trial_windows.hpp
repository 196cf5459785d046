#pragma once
// The windows of a finished trial that energy is measured in.

#include "protocol/journal.hpp"

#include <optional>

namespace edgebench {

struct Window {
    DeviceTime begin;
    DeviceTime end;
};

struct TrialWindows {
    Window idle_before;
    std::optional<Window> load;         // cold trials
    std::optional<Window> idle_loaded;  // cold trials
    Window answer;                      // prefill and decode
    DeviceTime first_token;             // the end of prefill; of the answer where it has one token
    Window idle_after;
    const Window& idle_before_answer() const { return idle_loaded ? *idle_loaded : idle_before; }
};

// Nothing for a trial that lacks one of them or has them out of order.
std::optional<TrialWindows> trial_windows(const TrialEnd& trial);

}  // namespace edgebench
