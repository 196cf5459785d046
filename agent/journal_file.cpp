#include "agent/journal_file.hpp"

#include <fcntl.h>

namespace edgebench::agent {
namespace {

// More than the restored settings and the reason of the end take.
constexpr std::int64_t k_room_for_the_end = 16 * 1024;
// Half of it holds the readings of an hour at ten a second that never repeat, or 50,000 tokens.
constexpr std::int64_t k_room_for_a_trial = 2 * k_mebibyte;

}  // namespace

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
    const bool trial_begins = std::holds_alternative<TrialBegin>(record);
    write(record, trial_begins ? k_room_for_a_trial : k_room_for_the_end);
}

void JournalFile::append_end(const JournalRecord& record) {
    write(record, 0);
}

void JournalFile::write(const JournalRecord& record, std::int64_t room_behind) {
    auto encoder = encoder_;
    const auto bytes = encoder.encode(record);
    file_.reserve(static_cast<std::int64_t>(bytes.size()) + room_behind);
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
