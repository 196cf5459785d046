#pragma once
// What lies in the store, and what of it could go.

#include "agent/paths.hpp"
#include "protocol/messages.hpp"

#include <string>
#include <vector>

namespace edgebench::agent {

// Every blob and every file of every engine, also those that are still arriving.
std::vector<StoredFile> stored_files(const Paths& paths);

// "blobs/…" or "engines/ID": what comes and goes as one.
std::string whole_of(const std::string& path);

// The wholes that these files make.
std::vector<StoredFile> wholes_of(const std::vector<StoredFile>& files);

// As used now. File systems are mounted so that reading does not count.
void mark_used(const std::filesystem::path& file);

}  // namespace edgebench::agent
