#pragma once
// The device settings a plan asks for (design: snapshot, set, verify, restore), through Android's
// own programs. A phone without them keeps what it has: such a setting is recorded with nothing
// before and nothing verified. What the phone refuses is recorded with the reason and stays as it
// is.

#include "protocol/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <vector>

namespace edgebench::agent {

// Fills in `before`; to be made durable before anything is changed.
boost::asio::awaitable<std::vector<Setting>> snapshot_settings(std::vector<WantedSetting> wanted);
// Sets what is wanted and fills in `verified` by reading back.
boost::asio::awaitable<std::vector<Setting>> apply_settings(std::vector<Setting> settings);
// Sets what was there before, in reverse order; `verified` is what is there afterwards. Throws
// Error{device} when some could not be put back; all have been tried by then.
boost::asio::awaitable<std::vector<Setting>> restore_settings(std::vector<Setting> settings);

// Whether its screen is to be on ("screen/wakefulness"): with it off a phone on battery suspends.
bool wants_screen(const std::vector<WantedSetting>& settings);
// Nothing when the phone does not say. Costs a process.
boost::asio::awaitable<std::optional<bool>> screen_is_on();

}  // namespace edgebench::agent
