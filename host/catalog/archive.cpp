#include "host/catalog/archive.hpp"

#include "protocol/error.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t k_block_bytes = 64 * 1024;
constexpr std::size_t k_longest_entry_name = 1024;

struct CloseArchive {
    void operator()(archive* handle) const { archive_read_free(handle); }
};

class Unpacker {
  public:
    Unpacker(const fs::path& file, const fs::path& folder, const ArchiveLimits& limits)
        : file_(file), folder_(folder), limits_(limits), archive_(archive_read_new()) {
        archive_read_support_filter_gzip(archive_.get());
        archive_read_support_format_tar(archive_.get());
        archive_read_support_format_zip(archive_.get());
    }

    void unpack() {
        check(archive_read_open_filename(archive_.get(), file_.c_str(), k_block_bytes));
        archive_entry* entry = nullptr;
        while (check(archive_read_next_header(archive_.get(), &entry)) != ARCHIVE_EOF) {
            if (++entries_ > limits_.most_entries) {
                refuse("holds more than " + std::to_string(limits_.most_entries) + " files");
            }
            unpack(entry);
        }
        if (entries_ == 0) refuse("is empty");
    }

  private:
    [[noreturn]] void refuse(const std::string& what,
                             const std::string& hint = "It is no release of an engine.") const {
        throw Error(ErrorCode::integrity, "the archive " + file_.string() + " " + what, hint);
    }

    int check(int status) const {
        if (status == ARCHIVE_OK || status == ARCHIVE_EOF) return status;
        const char* why = archive_error_string(archive_.get());
        refuse(std::string("cannot be read: ") + (why == nullptr ? "it is damaged" : why),
               "It should be a .tar.gz or .zip; if it is, download it again.");
    }

    void unpack(archive_entry* entry) {
        const char* name = archive_entry_pathname(entry);
        const auto path = safe_path(name == nullptr ? "" : name);
        const auto target = folder_ / path;
        if (archive_entry_hardlink(entry) != nullptr) {
            refuse("has a hard link: '" + path.string() + "'");
        }
        switch (archive_entry_filetype(entry)) {
            case AE_IFDIR:
                make_folder(target);
                return;
            case AE_IFREG:
                make_folder(target.parent_path());
                write_file(target, path);
                return;
            case AE_IFLNK:
                make_folder(target.parent_path());
                make_link(entry, target, path);
                return;
            default:
                refuse("has something else than files, folders and links: '" + path.string() + "'");
        }
    }

    // Relative and downwards only. (Links lead to a name beside them, so no path leads out by one.)
    fs::path safe_path(const std::string& name) const {
        const fs::path path(name);
        const auto is_up = [](const fs::path& part) { return part == ".."; };
        const bool safe = !name.empty() && name.size() <= k_longest_entry_name &&
                          path.is_relative() && name.find('\\') == std::string::npos &&
                          std::none_of(path.begin(), path.end(), is_up);
        if (!safe) refuse("has an entry whose name leaves its folder: '" + name + "'");
        return path.lexically_normal();
    }

    void make_folder(const fs::path& path) const {
        std::error_code error;
        fs::create_directories(path, error);
        if (error) refuse("cannot be unpacked to " + path.string() + ": " + error.message());
    }

    void write_file(const fs::path& target, const fs::path& path) {
        if (fs::symlink_status(target).type() != fs::file_type::not_found) {
            refuse("holds '" + path.string() + "' twice");
        }
        std::ofstream stream(target, std::ios::binary);
        std::vector<char> block(k_block_bytes);
        for (;;) {
            const auto size = archive_read_data(archive_.get(), block.data(), block.size());
            if (size < 0) check(static_cast<int>(size));
            if (size <= 0) break;
            bytes_ += size;
            if (bytes_ > limits_.most_bytes) {
                refuse("unpacks to more than " + std::to_string(limits_.most_bytes) + " bytes");
            }
            stream.write(block.data(), size);
        }
        stream.close();
        if (!stream) {
            throw Error(
                ErrorCode::host,
                "cannot write " + target.string() + ": " + std::generic_category().message(errno),
                "Free some space, then try again.");
        }
    }

    void make_link(archive_entry* entry, const fs::path& target, const fs::path& path) {
        const char* to = archive_entry_symlink(entry);
        const std::string name = to == nullptr ? "" : to;
        if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
            refuse("has a link that leaves its folder: '" + path.string() + "' -> '" + name + "'");
        }
        if (fs::symlink_status(target).type() != fs::file_type::not_found) {
            refuse("holds '" + path.string() + "' twice");
        }
        fs::create_symlink(name, target);
    }

    const fs::path& file_;
    const fs::path& folder_;
    const ArchiveLimits& limits_;
    std::unique_ptr<archive, CloseArchive> archive_;
    std::int64_t entries_ = 0;
    std::int64_t bytes_ = 0;
};

}  // namespace

void unpack_archive(const fs::path& archive, const fs::path& folder, const ArchiveLimits& limits) {
    std::error_code error;
    if (!fs::is_regular_file(archive, error)) {
        throw Error(ErrorCode::configuration, "there is no archive " + archive.string(),
                    "Name a .tar.gz or .zip file.");
    }
    Unpacker(archive, folder, limits).unpack();
}

}  // namespace edgebench
