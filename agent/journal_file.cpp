#include "agent/journal_file.hpp"

#include <fcntl.h>

namespace edgebench::agent {

JournalFile JournalFile::create(const std::filesystem::path& path) {
    File file(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND);
    sync_folder(path.parent_path());
    return {std::move(file), JournalEncoder()};
}

JournalFile JournalFile::reopen(const std::filesystem::path& path) {
    const auto contents = read_journal(read_bytes(path));
    File file(path, O_RDWR | O_APPEND);
    file.truncate(static_cast<std::int64_t>(contents.good_bytes));
    file.sync();
    return {std::move(file), JournalEncoder(contents.chain)};
}

void JournalFile::append(const JournalRecord& record) {
    auto encoder = encoder_;
    const auto bytes = encoder.encode(record);
    const auto before = file_.size();
    try {
        file_.write(bytes);
        file_.sync();
    } catch (...) {
        file_.truncate(before);
        throw;
    }
    encoder_ = encoder;
}

}  // namespace edgebench::agent
