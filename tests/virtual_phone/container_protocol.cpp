#include "tests/virtual_phone/container_protocol.hpp"

#include "protocol/error.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace edgebench::virtual_phone {
namespace {

constexpr std::size_t k_longest_command = 128 * 1024;  // Linux's limit for one argument
constexpr std::size_t k_most_files = 3;

struct Head {
    std::uint32_t kind = 0;
    std::uint32_t id = 0;
    std::int64_t value = 0;
};

void send_message(int socket, Head head, const std::string& text,
                  const std::vector<UniqueFd>& files) {
    iovec parts[2]{{&head, sizeof head}, {const_cast<char*>(text.data()), text.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    alignas(cmsghdr) std::byte control[CMSG_SPACE(k_most_files * sizeof(int))]{};
    if (!files.empty()) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(files.size() * sizeof(int));
        cmsghdr* rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(files.size() * sizeof(int));
        std::array<int, k_most_files> numbers{};
        std::transform(files.begin(), files.end(), numbers.begin(),
                       [](const UniqueFd& fd) { return fd.get(); });
        std::memcpy(CMSG_DATA(rights), numbers.data(), files.size() * sizeof(int));
    }
    if (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0) {
        throw Error(ErrorCode::device,
                    std::string("the phone's container has gone: ") + std::strerror(errno));
    }
}

struct Message {
    Head head;
    std::string text;
    std::vector<UniqueFd> files;
};

std::vector<UniqueFd> files_of(msghdr& message) {
    std::vector<UniqueFd> files;
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        std::vector<int> numbers(count);
        std::memcpy(numbers.data(), CMSG_DATA(part), count * sizeof(int));
        for (const int fd : numbers) files.emplace_back(fd);
    }
    return files;
}

std::optional<Message> receive_message(int socket, std::size_t longest_text) {
    Message result;
    result.text.resize(longest_text);
    iovec parts[2]{{&result.head, sizeof result.head}, {result.text.data(), result.text.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    alignas(cmsghdr) std::byte control[CMSG_SPACE(k_most_files * sizeof(int))];
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t length = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (length < static_cast<ssize_t>(sizeof result.head)) return std::nullopt;
    result.text.resize(static_cast<std::size_t>(length) - sizeof result.head);
    result.files = files_of(message);
    return result;
}

}  // namespace

void send_request(int socket, const Request& request) {
    if (request.command.size() > k_longest_command) {
        throw Error(ErrorCode::device, "command is longer than 128 KiB");
    }
    send_message(socket, {static_cast<std::uint32_t>(request.kind), request.id, request.value},
                 request.command, {});
}

std::optional<Request> receive_request(int socket) {
    auto message = receive_message(socket, k_longest_command);
    if (!message) return std::nullopt;
    return Request{static_cast<RequestKind>(message->head.kind), message->head.id,
                   message->head.value, std::move(message->text)};
}

void send_reply(int socket, const Reply& reply) {
    send_message(socket, {static_cast<std::uint32_t>(reply.kind), reply.id, reply.value}, {},
                 reply.files);
}

std::optional<Reply> receive_reply(int socket) {
    auto message = receive_message(socket, 0);
    if (!message) return std::nullopt;
    return Reply{static_cast<ReplyKind>(message->head.kind), message->head.id, message->head.value,
                 std::move(message->files)};
}

}  // namespace edgebench::virtual_phone
