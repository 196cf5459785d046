#pragma once
// The files on a phone as contents, and which of them are to go.

#include "host/types/stored_content.hpp"

#include <string>
#include <vector>

namespace edgebench {

// Throws Error::protocol for a path that no store has.
PhoneStore phone_store(const FileList& files);

// In the order in which they are to go. Never what a plan needs.
std::vector<StoredContent> chosen_to_go(const PhoneStore& store, const PruneRule& rule);

}  // namespace edgebench
