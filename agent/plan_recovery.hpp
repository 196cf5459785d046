#pragma once
// What is left to do for plans whose agent died, or whose phone went off, before they had ended.

#include "agent/plan_store.hpp"

#include <boost/asio/awaitable.hpp>

namespace edgebench::agent {

// Puts back the settings that a plan changed. What to journal about it: StateRestored, or an Event
// that says why it failed. The journal then remembers them, and it is tried again before it goes,
// before the next plan, and when an agent starts.
boost::asio::awaitable<JournalRecord> put_back(std::vector<Setting> changed);

// What an ended plan has left changed. Throws Error{device} when that cannot be put back.
boost::asio::awaitable<void> put_back_rest(const PlanStore& plans, std::string id);

// Restores the settings that each plan left changed, and ends its journal. To be called by whoever
// holds the lock, while no plan runs. Throws Error{device}, after all plans, when settings could
// not be put back.
boost::asio::awaitable<void> recover_plans(PlanStore& plans, std::string boot_id);

}  // namespace edgebench::agent
