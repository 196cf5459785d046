#pragma once
// Writes archives as releases have them, and such as nobody should unpack.

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <string>

namespace edgebench::test {

class ArchiveBuilder {
  public:
    // By the extension: .zip, else .tar.gz.
    explicit ArchiveBuilder(const std::filesystem::path& file) : archive_(archive_write_new()) {
        if (file.extension() == ".zip") {
            archive_write_set_format_zip(archive_);
        } else {
            archive_write_set_format_pax_restricted(archive_);
            archive_write_add_filter_gzip(archive_);
        }
        archive_write_open_filename(archive_, file.c_str());
    }
    ArchiveBuilder(const ArchiveBuilder&) = delete;
    ArchiveBuilder& operator=(const ArchiveBuilder&) = delete;
    ~ArchiveBuilder() { archive_write_free(archive_); }

    ArchiveBuilder& file(const std::string& name, const std::string& content) {
        return add(name, AE_IFREG, content, [](archive_entry*) {});
    }
    ArchiveBuilder& folder(const std::string& name) {
        return add(name, AE_IFDIR, "", [](archive_entry*) {});
    }
    ArchiveBuilder& link(const std::string& name, const std::string& to) {
        return add(name, AE_IFLNK, "",
                   [&](archive_entry* entry) { archive_entry_set_symlink(entry, to.c_str()); });
    }
    ArchiveBuilder& hard_link(const std::string& name, const std::string& to) {
        return add(name, AE_IFREG, "",
                   [&](archive_entry* entry) { archive_entry_set_hardlink(entry, to.c_str()); });
    }
    ArchiveBuilder& device(const std::string& name) {
        return add(name, AE_IFCHR, "", [](archive_entry*) {});
    }

  private:
    template <class Change>
    ArchiveBuilder& add(const std::string& name, unsigned type, const std::string& content,
                        Change change) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, 0755);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        change(entry);
        archive_write_header(archive_, entry);
        if (!content.empty()) archive_write_data(archive_, content.data(), content.size());
        archive_entry_free(entry);
        return *this;
    }

    archive* archive_;
};

}  // namespace edgebench::test
