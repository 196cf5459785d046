#include "host/catalog/model_lock.hpp"

#include "protocol/bytes.hpp"
#include "protocol/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

namespace edgebench {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& path) {
    throw Error(ErrorCode::host,
                "cannot write " + path.string() + ": " + std::generic_category().message(errno),
                "It pins what downloaded models were at first use (doc/commands.md, \"Files\").");
}

// One process at a time appends.
class LockedAppend {
  public:
    explicit LockedAppend(const std::filesystem::path& path)
        : path_(path),
          file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
        if (file_ < 0) cannot_write(path_);
        if (::flock(file_, LOCK_EX) == 0) return;
        ::close(file_);
        cannot_write(path_);
    }
    ~LockedAppend() { ::close(file_); }
    LockedAppend(const LockedAppend&) = delete;
    LockedAppend& operator=(const LockedAppend&) = delete;

    void write(const std::string& line) const {
        const auto written = ::write(file_, line.data(), line.size());
        if (written != static_cast<ssize_t>(line.size()) || ::fsync(file_) != 0) {
            cannot_write(path_);
        }
    }

  private:
    const std::filesystem::path& path_;
    int file_;
};

std::optional<LockedFile> parse_line(const std::string& line) {
    LockedFile entry;
    std::istringstream words(line);
    words >> entry.sha256 >> entry.size_bytes >> entry.repository >> entry.revision >> std::ws;
    std::getline(words, entry.file);  // may hold spaces
    if (!words || !is_sha256_hex(entry.sha256) || entry.size_bytes <= 0 || entry.file.empty()) {
        return std::nullopt;
    }
    return entry;
}

std::string line_of(const LockedFile& entry) {
    return entry.sha256 + " " + std::to_string(entry.size_bytes) + " " + entry.repository + " " +
           entry.revision + " " + entry.file + "\n";
}

}  // namespace

std::optional<LockedFile> ModelLock::find(const std::string& repository,
                                          const std::string& file) const {
    std::ifstream stream(path_);
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (line.empty() || line.front() == '#') continue;
        auto entry = parse_line(line);
        if (!entry) {
            throw Error(ErrorCode::configuration,
                        path_.string() + ":" + std::to_string(number) + ": the line is damaged",
                        "Remove it: the file it was for is pinned again at its next download.");
        }
        if (entry->repository == repository && entry->file == file) return entry;
    }
    return std::nullopt;
}

void ModelLock::pin(const LockedFile& entry) const {
    std::error_code ignored;
    std::filesystem::create_directories(path_.parent_path(), ignored);
    const LockedAppend append(path_);
    if (find(entry.repository, entry.file)) return;
    append.write(line_of(entry));
}

}  // namespace edgebench
