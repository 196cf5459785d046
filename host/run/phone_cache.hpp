#pragma once
// `edgebench cache`: what a phone keeps for edgebench, so that it need not be sent again.

#include "host/run/request.hpp"
#include "host/types/stored_content.hpp"

namespace edgebench::run {

CacheReport list_cache(const PhoneSelector& selector, const std::filesystem::path& database);

// Both throw Error::busy while a plan runs: what they read and free would be measured.
CacheReport prune_cache(const PhoneSelector& selector, const std::filesystem::path& database,
                        const PruneRule& rule);
// Hashes everything that is whole; what is not what its name says is removed.
CacheReport verify_cache(const PhoneSelector& selector, const std::filesystem::path& database,
                         const RunObserver& observer);

}  // namespace edgebench::run
