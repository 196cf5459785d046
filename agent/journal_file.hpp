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

    // When it throws, the file ends where it ended before.
    void append(const JournalRecord& record);

  private:
    JournalFile(File file, JournalEncoder encoder) : file_(std::move(file)), encoder_(encoder) {}

    File file_;
    JournalEncoder encoder_;
};

}  // namespace edgebench::agent
