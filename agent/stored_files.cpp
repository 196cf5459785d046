#include "agent/stored_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace edgebench::agent {
namespace {

void add_files(std::vector<StoredFile>& files, const std::string& root, const fs::path& folder) {
    for (const auto& item : fs::directory_iterator(folder)) {
        const auto& path = item.path().native();
        struct stat status{};
        if (::lstat(path.c_str(), &status) != 0) continue;
        if (S_ISDIR(status.st_mode)) add_files(files, root, path);
        if (!S_ISREG(status.st_mode)) continue;
        auto& file = files.emplace_back();
        file.path = path.substr(root.size() + 1);
        file.size = Bytes64(status.st_size);
        file.mode = status.st_mode & 0777;
        file.last_used_s = std::max(status.st_atim.tv_sec, status.st_mtim.tv_sec);
    }
}

}  // namespace

std::vector<StoredFile> stored_files(const Paths& paths) {
    std::vector<StoredFile> files;
    add_files(files, paths.root.native(), paths.blobs());
    add_files(files, paths.root.native(), paths.engines());
    return files;
}

std::string whole_of(const std::string& path) {
    return path.substr(0, path.find('/', path.find('/') + 1));
}

std::vector<StoredFile> wholes_of(const std::vector<StoredFile>& files) {
    std::vector<StoredFile> wholes;
    for (const auto& file : files) {
        const auto path = whole_of(file.path);
        auto whole = std::ranges::find(wholes, path, &StoredFile::path);
        if (whole == wholes.end()) {
            whole = wholes.emplace(whole);
            whole->path = path;
        }
        whole->size += file.size;
        whole->last_used_s = std::max(whole->last_used_s, file.last_used_s);
    }
    return wholes;
}

void mark_used(const fs::path& file) {
    const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW},
                               {.tv_sec = 0, .tv_nsec = UTIME_OMIT}};
    ::utimensat(AT_FDCWD, file.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

}  // namespace edgebench::agent
