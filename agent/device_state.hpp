#pragma once
// The device settings a plan asks for (design: snapshot, set, verify, restore), through Android's
// `settings` program. A phone without that program keeps what it has: such a setting is recorded
// with nothing before and nothing verified.

#include "protocol/journal.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <vector>

namespace edgebench::agent {

std::vector<Setting> wanted_settings(const Policy& policy);

// All throw Error{device} when the program is there but fails.
// Fills in `before`; to be made durable before anything is changed.
boost::asio::awaitable<std::vector<Setting>> snapshot_settings(
    boost::asio::any_io_executor executor, std::vector<Setting> settings);
// Sets what is wanted and fills in `verified` by reading back.
boost::asio::awaitable<std::vector<Setting>> apply_settings(boost::asio::any_io_executor executor,
                                                            std::vector<Setting> settings);
// Sets what was there before, in reverse order; `verified` is what is there afterwards.
boost::asio::awaitable<std::vector<Setting>> restore_settings(boost::asio::any_io_executor executor,
                                                              std::vector<Setting> settings);

}  // namespace edgebench::agent
