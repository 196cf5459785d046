#include "tests/virtual_phone/sync_wire.hpp"

#include "tests/virtual_phone/sync_service.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace edgebench::virtual_phone {

constexpr std::size_t k_buffer_bytes = 512 * 1024;

StatV1::StatV1(std::uint32_t message, const struct stat& info)
    : id(message),
      mode(info.st_mode),
      size(static_cast<std::uint32_t>(info.st_size)),
      mtime(static_cast<std::uint32_t>(info.st_mtime)) {}

StatV2::StatV2(std::uint32_t message, int failure, const struct stat& info)
    : id(message),
      error(static_cast<std::uint32_t>(failure)),
      dev(info.st_dev),
      ino(info.st_ino),
      mode(info.st_mode),
      nlink(static_cast<std::uint32_t>(info.st_nlink)),
      uid(info.st_uid),
      gid(info.st_gid),
      size(static_cast<std::uint64_t>(info.st_size)),
      atime(info.st_atime),
      mtime(info.st_mtime),
      ctime(info.st_ctime) {}

SyncWire::SyncWire(int in, int out) : in_(in), out_(out), buffer_(k_buffer_bytes) {}

std::span<const char> SyncWire::read_some(std::size_t most) {
    if (begin_ == end_) {
        ssize_t length = 0;
        do {
            length = ::read(in_, buffer_.data(), buffer_.size());
        } while (length < 0 && errno == EINTR);
        if (length <= 0) return {};
        begin_ = 0;
        end_ = static_cast<std::size_t>(length);
    }
    const std::size_t size = std::min(most, end_ - begin_);
    begin_ += size;
    return {buffer_.data() + begin_ - size, size};
}

bool SyncWire::read(char* to, std::size_t size) {
    while (size > 0) {
        const auto part = read_some(size);
        if (part.empty()) return false;
        to = std::copy(part.begin(), part.end(), to);
        size -= part.size();
    }
    return true;
}

bool SyncWire::skip(std::size_t size) {
    while (size > 0) {
        const auto part = read_some(size);
        if (part.empty()) return false;
        size -= part.size();
    }
    return true;
}

std::optional<SyncHead> SyncWire::read_head() {
    char bytes[sizeof(SyncHead)];
    if (!read(bytes, sizeof bytes)) return std::nullopt;
    SyncHead head;
    std::memcpy(&head, bytes, sizeof head);
    return head;
}

std::optional<SyncRequest> SyncWire::read_request(std::uint32_t longest) {
    const auto head = read_head();
    if (!head || head->value > longest) return std::nullopt;
    SyncRequest request{head->id, std::string(head->value, '\0')};
    if (!read(request.text.data(), request.text.size())) return std::nullopt;
    return request;
}

bool SyncWire::write(const void* data, std::size_t size) {
    const char* from = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t written = ::write(out_, from, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        from += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

bool SyncWire::write_okay() {
    const SyncHead okay{sync_id("OKAY"), 0};
    return write(&okay, sizeof okay);
}

bool SyncWire::write_fail(const std::string& reason) {
    const std::string message =
        as_text(SyncHead{sync_id("FAIL"), static_cast<std::uint32_t>(reason.size())}) + reason;
    return write(message.data(), message.size());
}

}  // namespace edgebench::virtual_phone
