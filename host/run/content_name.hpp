#pragma once
// What people call the contents that a phone stores.

#include "host/config/paths.hpp"
#include "host/store/database.hpp"
#include "host/types/stored_content.hpp"

#include <string>
#include <vector>

namespace edgebench::run {

// As the results know it, else as the catalogue does; empty where neither knows it.
std::string content_name(store::Database& database, const Paths& paths,
                         const StoredContent& content);

// Its name, or the beginning of its hash.
std::string label_of(const StoredContent& content);

// The same of "blobs/…" or "engines/ID", with its size.
std::string name_of_evicted(store::Database& database, const Paths& paths, const StoredFile& file);

// Whether its files, which have these SHA-256, are what its id was made of.
bool is_what_it_says(const StoredContent& content, const std::vector<std::string>& hashes);

}  // namespace edgebench::run
