#include "host/catalog/file_hash.hpp"

#include "protocol/bytes.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"
#include "protocol/xxh3.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t k_read_bytes = 1024 * 1024;
constexpr std::int64_t k_progress_bytes = 64 * 1024 * 1024;

class File {
  public:
    explicit File(const fs::path& path)
        : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0) fail();
    }
    ~File() { ::close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    struct ::stat status() const {
        struct ::stat result{};
        if (::fstat(descriptor_, &result) != 0) fail();
        return result;
    }
    std::size_t read(std::span<std::uint8_t> buffer) const {
        const auto count = ::read(descriptor_, buffer.data(), buffer.size());
        if (count < 0) fail();
        return static_cast<std::size_t>(count);
    }

  private:
    [[noreturn]] void fail() const {
        throw Error(ErrorCode::host, "cannot read " + path_.string() + ": " + std::strerror(errno));
    }

    fs::path path_;
    int descriptor_;
};

std::int64_t modified_ns(const struct ::stat& status) {
    return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

// What must be unchanged for a remembered hash to hold.
std::string fingerprint(const fs::path& file, const struct ::stat& status) {
    return file.string() + '\n' + std::to_string(status.st_size) + ' ' +
           std::to_string(modified_ns(status)) + ' ' + std::to_string(status.st_ino);
}

// A file that was written within the resolution of its time stamp could change without a trace.
bool is_settled(const struct ::stat& status) {
    constexpr std::time_t k_resolution_s = 2;
    return status.st_mtim.tv_sec + k_resolution_s < std::time(nullptr);
}

std::optional<FileHash> remembered(const fs::path& entry) {
    std::ifstream stream(entry);
    FileHash hash;
    stream >> hash.sha256 >> hash.xxh3_128;
    if (!is_sha256_hex(hash.sha256) || !is_xxh3_hex(hash.xxh3_128)) return std::nullopt;
    return hash;
}

// A cache that cannot be written costs time, nothing else.
void write_entry(const fs::path& entry, const FileHash& hash) {
    std::error_code error;
    fs::create_directories(entry.parent_path(), error);
    const auto unfinished = entry.string() + "." + std::to_string(::getpid());
    std::ofstream stream(unfinished);
    stream << hash.sha256 << ' ' << hash.xxh3_128 << '\n';
    stream.close();
    if (stream) {
        fs::rename(unfinished, entry, error);
    } else {
        fs::remove(unfinished, error);
    }
}

FileHash hash_contents(const File& file, std::int64_t size, const HashProgress& progress) {
    Sha256 name;
    Xxh3 check;
    std::vector<std::uint8_t> buffer(k_read_bytes);
    std::int64_t done = 0;
    std::int64_t reported = 0;
    while (const auto count = file.read(buffer)) {
        const auto piece = std::span(buffer).first(count);
        name.update(piece);
        check.update(piece);
        done += static_cast<std::int64_t>(count);
        if (!progress || done - reported < k_progress_bytes) continue;
        progress(done, size);
        reported = done;
    }
    return {to_hex(name.finish()), check.digest()};
}

// With what must hold of the file for the hash to be remembered.
struct HashedFile {
    FileHash hash;
    struct ::stat status{};
};

HashedFile hash_open_file(const File& open_file, const fs::path& file,
                          const HashProgress& progress) {
    const auto before = open_file.status();
    HashedFile hashed{hash_contents(open_file, before.st_size, progress), before};
    if (fingerprint(file, open_file.status()) != fingerprint(file, before)) {
        throw Error(ErrorCode::integrity, file.string() + " changed while it was read",
                    "Wait until it is complete, then try again.", Retry::can_help);
    }
    return hashed;
}

fs::path entry_of(const fs::path& folder, const fs::path& file, const struct ::stat& status) {
    return folder / to_hex(sha256(fingerprint(file, status)));
}

}  // namespace

FileHash hash_file(const fs::path& file, const HashProgress& progress) {
    return hash_open_file(File(file), file, progress).hash;
}

FileHashes::FileHashes(fs::path folder) : folder_(std::move(folder)) {}

FileHash FileHashes::hash_of(const fs::path& file, const HashProgress& progress) const {
    const auto absolute = fs::absolute(file);
    const File open_file(absolute);
    const bool remembers = !folder_.empty();
    if (remembers) {
        if (auto hash = remembered(entry_of(folder_, absolute, open_file.status()))) return *hash;
    }
    const auto hashed = hash_open_file(open_file, absolute, progress);
    if (remembers && is_settled(hashed.status)) {
        write_entry(entry_of(folder_, absolute, hashed.status), hashed.hash);
    }
    return hashed.hash;
}

void FileHashes::remember(const fs::path& file, const FileHash& hash) const {
    const auto absolute = fs::absolute(file);
    write_entry(entry_of(folder_, absolute, File(absolute).status()), hash);
}

}  // namespace edgebench
