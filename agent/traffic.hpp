#pragma once
// Evidence of privacy: what a trial exchanged with the world beyond the phone, as far as the shell
// may see it. Read outside measured windows.

#include "protocol/journal.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace edgebench::agent {

// Sockets of process `pid` (by the inodes in its fd folder) that /proc/PID/net says are bound or
// connected beyond loopback. Nothing when either cannot be read.
std::optional<std::int64_t> sockets_beyond_loopback(const std::filesystem::path& proc_root,
                                                    int pid);

struct ByteCounts {
    std::int64_t received = 0;
    std::int64_t sent = 0;
};
// All that this uid has exchanged since boot, from the text of /proc/net/xt_qtaguid/stats; the
// lines of all interfaces but loopback, of the untagged total. A uid that has exchanged nothing has
// no line; nothing when a line, or the whole, cannot be read.
std::optional<ByteCounts> bytes_of_uid(std::string_view stats, std::int64_t uid);
// The same from the phone; nothing where the kernel has no such file (from Android 9 many have
// none) or the shell may not read it.
std::optional<ByteCounts> shell_bytes(const std::filesystem::path& proc_root);

// What the shell's uid has exchanged between the two.
void set_bytes(Traffic& traffic, const std::optional<ByteCounts>& before,
               const std::optional<ByteCounts>& after);

}  // namespace edgebench::agent
