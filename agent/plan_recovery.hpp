#pragma once
// What is left to do for plans whose agent died, or whose phone went off, before they had ended.

#include "agent/plan_store.hpp"

#include <boost/asio/awaitable.hpp>

namespace edgebench::agent {

// Puts back the settings that a plan changed. What to journal about it: StateRestored, or an Event
// that says why it failed; then it is tried again when an agent starts.
boost::asio::awaitable<JournalRecord> put_back(std::vector<Setting> changed);

// Restores the settings that each such plan left changed, and ends its journal. To be called by
// whoever holds the lock, before any plan runs.
boost::asio::awaitable<void> recover_plans(PlanStore& plans, std::string boot_id);

}  // namespace edgebench::agent
