#include "host/fetch/part_file.hpp"

#include "protocol/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

namespace edgebench::fetch {
namespace fs = std::filesystem;
namespace {

constexpr ::mode_t k_mode = 0644;

fs::path with_suffix(const fs::path& file, const char* suffix) {
    auto name = file;
    name += suffix;
    return name;
}

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

int opened(const fs::path& file) {
    std::error_code error;
    fs::create_directories(folder_of(file), error);  // the open tells what is wrong
    return ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, k_mode);
}

// A name is on disk when its folder is.
bool sync_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced;
}

std::string mebibytes(std::int64_t bytes) {
    return std::to_string((bytes + 1024 * 1024 - 1) / (1024 * 1024)) + " MiB";
}

}  // namespace

std::string this_boot() {
    std::ifstream stream("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(stream, id);
    return id;
}

PartFile::PartFile(fs::path target)
    : target_(std::move(target)),
      path_(with_suffix(target_, ".part")),
      state_path_(with_suffix(path_, ".state")),
      descriptor_(opened(path_)) {
    if (descriptor_ < 0) fail("open", path_);
}

PartFile::~PartFile() {
    ::close(descriptor_);
}

bool PartFile::try_lock() const {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) fail("lock", path_);
    return false;
}

bool PartFile::is_current() const {
    struct ::stat ours{};
    struct ::stat named{};
    if (::fstat(descriptor_, &ours) != 0) fail("look at", path_);
    return ::stat(path_.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
           ours.st_dev == named.st_dev;
}

std::optional<PartState> PartFile::state() const {
    const std::ifstream stream(state_path_);
    std::ostringstream text;
    text << stream.rdbuf();
    auto state = parse_part_state(text.str());
    struct ::stat status{};
    if (!state || ::fstat(descriptor_, &status) != 0) return std::nullopt;
    // A state that outlived its part file tells of bytes that are not there.
    const bool ends_missing =
        !state->missing.empty() && state->missing.back().end == state->size_bytes;
    const auto least = ends_missing ? state->missing.back().begin : state->size_bytes;
    return status.st_size >= least ? state : std::nullopt;
}

// Renamed into place, so that a killed process leaves the old one or the new one.
void PartFile::save(const PartState& state) const {
    const auto unfinished = with_suffix(state_path_, ".new");
    std::ofstream stream(unfinished, std::ios::trunc);
    stream << to_text(state);
    stream.close();
    if (!stream || ::rename(unfinished.c_str(), state_path_.c_str()) != 0) {
        fail("write", state_path_);
    }
    // The disk works while the network does, and little is left for the end.
    ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
}

void PartFile::write_at(std::int64_t offset, std::span<const std::uint8_t> bytes) const {
    while (!bytes.empty()) {
        const auto count = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("write", path_);
        offset += count;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void PartFile::clear() const {
    std::error_code ignored;
    fs::remove(state_path_, ignored);
    if (::ftruncate(descriptor_, 0) != 0) fail("empty", path_);
}

void PartFile::require_room(std::int64_t bytes, std::int64_t reserve_bytes) const {
    struct ::statvfs disk{};
    if (::fstatvfs(descriptor_, &disk) != 0) fail("find the free space for", path_);
    const auto free_bytes = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
    if (bytes <= free_bytes - reserve_bytes) return;
    throw Error(ErrorCode::host,
                target_.string() + ": " + mebibytes(bytes) + " are still to come and " +
                    mebibytes(free_bytes) + " are free in " + folder_of(target_).string(),
                "Free some space, or choose another disk; " + mebibytes(reserve_bytes) +
                    " have to stay free.");
}

void PartFile::publish() const {
    if (::fsync(descriptor_) != 0) fail("write", path_);
    if (::rename(path_.c_str(), target_.c_str()) != 0) fail("rename", path_);
    std::error_code ignored;
    fs::remove(state_path_, ignored);
    if (!sync_folder(folder_of(target_))) fail("write", folder_of(target_));
}

void PartFile::remove() const {
    std::error_code ignored;
    fs::remove(state_path_, ignored);
    fs::remove(path_, ignored);
}

void PartFile::fail(const char* doing, const fs::path& file) const {
    const int cause = errno;
    const bool is_full = cause == ENOSPC || cause == EDQUOT;
    throw Error(ErrorCode::host,
                std::string("cannot ") + doing + " " + file.string() + ": " +
                    std::generic_category().message(cause),
                is_full ? "Free some space; what has arrived is kept, and the same command "
                          "continues there."
                        : "");
}

}  // namespace edgebench::fetch
