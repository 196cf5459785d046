#include "agent/file.hpp"

#include "protocol/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace edgebench::agent {

void throw_errno(std::string_view verb, const std::filesystem::path& path) {
    const int number = errno;
    const auto message =
        "cannot " + std::string(verb) + " " + path.string() + ": " + std::strerror(number);
    if (number == ENOSPC || number == EDQUOT) {
        throw Error(ErrorCode::storage_full, message, "Free some storage on the phone.");
    }
    throw Error(ErrorCode::device, message);
}

File::File(std::filesystem::path path, int flags, mode_t mode)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, mode)) {
    if (descriptor_ < 0) throw_errno("open", path_);
}

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::int64_t File::size() const {
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0) throw_errno("look at", path_);
    return status.st_size;
}

void File::write(ByteView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw_errno("write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

std::size_t File::read_at(std::int64_t offset, std::span<std::uint8_t> into) const {
    std::size_t done = 0;
    while (done < into.size()) {
        const auto count = ::pread(descriptor_, into.data() + done, into.size() - done,
                                   offset + static_cast<std::int64_t>(done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw_errno("read", path_);
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

void File::reserve(std::int64_t bytes) {
    const auto end = size();
    if (::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, end, bytes) == 0) return;
    if (errno != EOPNOTSUPP && errno != ENOSYS) throw_errno("make room in", path_);
}

void File::truncate(std::int64_t size) {
    if (::ftruncate(descriptor_, size) != 0) throw_errno("shorten", path_);
    if (::lseek(descriptor_, 0, SEEK_END) < 0) throw_errno("seek in", path_);
}

void File::sync() {
    if (::fdatasync(descriptor_) != 0) throw_errno("sync", path_);
}

Bytes read_bytes(const std::filesystem::path& path) {
    const File file(path, O_RDONLY);
    Bytes bytes(static_cast<std::size_t>(file.size()));
    bytes.resize(file.read_at(0, bytes));
    return bytes;
}

std::optional<std::string> read_text(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) return std::nullopt;
    const auto bytes = read_bytes(path);
    return std::string(bytes.begin(), bytes.end());
}

void replace_text(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    auto temporary = path;
    temporary += ".new";
    {
        File file(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode);
        if (::fchmod(file.descriptor(), mode) != 0) throw_errno("set the mode of", temporary);
        file.write(view(text));
        file.sync();
    }
    move_file(temporary, path);
}

void move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw_errno("rename to", to);
    sync_folder(to.parent_path());
}

void sync_folder(const std::filesystem::path& folder) {
    File(folder, O_RDONLY | O_DIRECTORY).sync();
}

void make_folder(const std::filesystem::path& folder) {
    if (folder.empty() || std::filesystem::is_directory(folder)) return;
    make_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw_errno("make", folder);
}

}  // namespace edgebench::agent
