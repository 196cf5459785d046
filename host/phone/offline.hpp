#pragma once
// What can be done with a phone by plain adb, with no agent running: read finished journals, and
// leave no trace.

#include "host/adb/device.hpp"
#include "protocol/bytes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench::phone {

// The ids of the plans that have a journal on the phone.
adb::awaitable<std::vector<std::string>> list_journals(adb::DeviceHandle phone);
adb::awaitable<Bytes> pull_journal(adb::DeviceHandle phone, std::string plan_id);
// Only after its results have been stored.
adb::awaitable<void> remove_journal(adb::DeviceHandle phone, std::string plan_id);

// Whether the process that holds the phone's lock is alive.
adb::awaitable<bool> agent_is_alive(adb::DeviceHandle phone);
// Ends the agent (which restores the phone's settings) and removes everything edgebench put there.
// Throws Error{device}, and removes nothing, when settings cannot be restored.
adb::awaitable<void> remove_everything(adb::DeviceHandle phone);

}  // namespace edgebench::phone
