#pragma once
// What the phone and its container's init say to each other over a SOCK_SEQPACKET socket pair, one
// message each; open files travel beside a message (SCM_RIGHTS). Both ends are the same executable,
// so plain structs do.

#include "tests/virtual_phone/files.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::virtual_phone {

enum class RequestKind : std::uint32_t {
    shell,         // run `command`; stdin, stdout and stderr come back
    merged_shell,  // the same with stderr in stdout
    sync,          // run the sync service; stdin and stdout come back
    connect,       // TCP to 127.0.0.1:`value`; the socket comes back
    signal,        // `value` to the process started as `id`
    leave_free,    // keep `value` bytes of /data free, by filling or emptying a file beside it
};

struct Request {
    RequestKind kind = RequestKind::shell;
    std::uint32_t id = 0;  // chosen by the sender; replies carry it
    std::int64_t value = 0;
    std::string command;
};

enum class ReplyKind : std::uint32_t {
    done,    // `value` is 0 or an errno; files follow
    exited,  // the process `id` ended with the exit code `value` (128 + signal if killed)
};

struct Reply {
    ReplyKind kind = ReplyKind::done;
    std::uint32_t id = 0;
    std::int64_t value = 0;
    std::vector<UniqueFd> files;
};

// When the other end has gone, the senders throw Error(device) and the receivers give nothing.
void send_request(int socket, const Request& request);
std::optional<Request> receive_request(int socket);
void send_reply(int socket, const Reply& reply);
std::optional<Reply> receive_reply(int socket);

}  // namespace edgebench::virtual_phone
