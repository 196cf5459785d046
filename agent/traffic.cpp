#include "agent/traffic.hpp"

#include "agent/open_file.hpp"

#include <unistd.h>

#include <array>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace edgebench::agent {
namespace fs = std::filesystem;
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const auto begin = line.find_first_not_of(' ');
        if (begin == line.npos) return words;
        line.remove_prefix(begin);
        words.push_back(line.substr(0, line.find(' ')));
        line.remove_prefix(words.back().size());
    }
}

template <class OnLine>
void each_line(std::string_view text, OnLine on_line) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        on_line(line);
    }
}

// The inodes of the process's sockets: links "socket:[4711]".
std::optional<std::set<std::string>> socket_inodes(const fs::path& process) {
    std::set<std::string> inodes;
    std::error_code error;
    for (fs::directory_iterator entry(process / "fd", error), end; entry != end;
         entry.increment(error)) {
        const auto target = fs::read_symlink(entry->path(), error).string();
        if (target.starts_with("socket:[")) inodes.insert(target.substr(8, target.size() - 9));
    }
    if (error) return std::nullopt;
    return inodes;
}

// "0100007F:1F90" is 127.0.0.1 in the byte order of the machine; an IPv6 address has 32 digits.
bool is_loopback(std::string_view address) {
    const auto host = address.substr(0, address.find(':'));
    constexpr std::string_view k_ipv6_loopback = "00000000000000000000000001000000";
    constexpr std::string_view k_mapped = "0000000000000000FFFF0000";
    if (host.size() == 8) return host.substr(6) == "7F";
    return host == k_ipv6_loopback || (host.starts_with(k_mapped) && host.substr(30) == "7F");
}

bool is_unset(std::string_view address) {
    return address.find_first_not_of("0:") == address.npos;
}

// A peer beyond loopback or, without a peer, a local address that others can reach.
bool leads_outside(std::string_view local, std::string_view remote) {
    return is_unset(remote) ? !is_loopback(local) : !is_loopback(remote);
}

}  // namespace

std::optional<std::int64_t> sockets_beyond_loopback(const fs::path& proc_root, int pid) {
    const auto process = proc_root / std::to_string(pid);
    const auto inodes = socket_inodes(process);
    if (!inodes) return std::nullopt;
    std::int64_t count = 0;
    bool readable = false;
    for (const auto* table : {"tcp", "tcp6", "udp", "udp6"}) {
        const auto text = read_file(process / "net" / table);
        if (!text) continue;
        readable = true;
        each_line(*text, [&](std::string_view line) {
            // "sl local rem st tx:rx tr:tm retrnsmt uid timeout inode"
            const auto words = words_of(line);
            if (words.size() < 10 || !inodes->contains(std::string(words[9]))) return;
            if (leads_outside(words[1], words[2])) ++count;
        });
    }
    if (!readable) return std::nullopt;
    return count;
}

std::optional<ByteCounts> bytes_of_uid(std::string_view stats, std::int64_t uid) {
    constexpr std::string_view k_columns =
        "idx iface acct_tag_hex uid_tag_int cnt_set rx_bytes rx_packets tx_bytes ";
    ByteCounts counts;
    bool readable = stats.starts_with(k_columns);
    each_line(stats, [&](std::string_view line) {
        const auto words = words_of(line);
        if (words.size() < 8 || words[1] == "lo" || words[2] != "0x0") return;
        if (parse_integer(words[3]) != uid) return;
        const auto received = parse_integer(words[5]), sent = parse_integer(words[7]);
        readable = readable && received && sent;
        counts.received += received.value_or(0);
        counts.sent += sent.value_or(0);
    });
    if (!readable) return std::nullopt;
    return counts;
}

std::optional<ByteCounts> shell_bytes(const fs::path& proc_root) {
    const auto stats = read_file(proc_root / "net/xt_qtaguid/stats");
    if (!stats) return std::nullopt;
    return bytes_of_uid(*stats, ::getuid());
}

void set_bytes(Traffic& traffic, const std::optional<ByteCounts>& before,
               const std::optional<ByteCounts>& after) {
    if (!before || !after) return;
    traffic.shell_received_bytes = after->received - before->received;
    traffic.shell_sent_bytes = after->sent - before->sent;
}

}  // namespace edgebench::agent
