#pragma once
// A file's pages in the kernel's page cache, as far as a process without root can see and move
// them.

#include "agent/trial_order.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <optional>
#include <vector>

namespace edgebench::agent {

// Those of the set-up's model.
std::vector<std::filesystem::path> model_files(const std::filesystem::path& blobs,
                                               const EngineSetup& setup);

// Of all their pages, from 0 to 1; nothing when the kernel does not say, or for no pages.
std::optional<double> resident_share(const std::vector<std::filesystem::path>& files);

// As the trial wants it: drops the pages of its model, or reads all of it. The kernel keeps what a
// process has mapped, and a file system in memory keeps everything: resident_share() tells what
// came of it.
boost::asio::awaitable<void> prepare_page_cache(std::filesystem::path blobs, TrialOrder order);

}  // namespace edgebench::agent
