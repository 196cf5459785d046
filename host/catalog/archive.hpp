#pragma once
// Archives of an engine's release (.zip, .tar.gz), unpacked so that nothing in them can reach
// beyond the folder.

#include <cstdint>
#include <filesystem>

namespace edgebench {

struct ArchiveLimits {
    std::int64_t most_entries = 10'000;
    std::int64_t most_bytes = std::int64_t{4} << 30;  // unpacked
};

// Into `folder`, which has to be empty. Files, folders and links to a file beside them; throws
// Error::integrity, naming the archive and the entry, for anything else, for a name that leaves the
// folder, for what is too large, cut or damaged. What was unpacked until then stays for the caller
// to remove.
void unpack_archive(const std::filesystem::path& archive, const std::filesystem::path& folder,
                    const ArchiveLimits& limits = {});

}  // namespace edgebench
