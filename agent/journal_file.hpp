#pragma once
// The journal of one plan as a file: every record is durable when append() returns.

#include "agent/file.hpp"
#include "protocol/journal.hpp"

namespace edgebench::agent {

class JournalFile {
  public:
    // A new file; throws when there is one already.
    static JournalFile create(const std::filesystem::path& path);

    // Cuts a torn tail and goes on behind the last good record.
    static JournalFile reopen(const std::filesystem::path& path);

    // Leaves room behind it for the end of the plan, and behind the begin of a trial for its
    // result. When it throws, Error::storage_full say, the file ends where it ended before.
    void append(const JournalRecord& record);
    // In the room that was left: what is said at the end of a plan, be the phone full or not.
    void append_end(const JournalRecord& record);

  private:
    void write(const JournalRecord& record, std::int64_t room_behind);
    JournalFile(File file, JournalEncoder encoder) : file_(std::move(file)), encoder_(encoder) {}

    File file_;
    JournalEncoder encoder_;
};

}  // namespace edgebench::agent
