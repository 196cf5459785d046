#pragma once
// The plans on the phone: a folder with a journal each, until a host has stored it and discards it.

#include "agent/journal_file.hpp"
#include "agent/paths.hpp"
#include "protocol/messages.hpp"

namespace edgebench::agent {

class PlanStore {
  public:
    explicit PlanStore(Paths paths) : paths_(std::move(paths)) {}

    // In the order of their names.
    std::vector<std::string> ids() const;
    bool has(const std::string& id) const;

    JournalFile create(const std::string& id);
    // To go on behind its last good record.
    JournalFile reopen(const std::string& id);

    // The rest throws Error::device for a plan that is not there.
    std::vector<JournalRecord> records(const std::string& id) const;
    std::int64_t journal_size(const std::string& id) const;
    // At most k_journal_chunk_bytes from `offset` on; throws Error::protocol beyond the end.
    Bytes read(const std::string& id, std::int64_t offset) const;
    // What its journal says, as far as it can be read. Whether it still runs is the plan runner's
    // to say.
    PlanSummary summary(const std::string& id) const;
    void discard(const std::string& id);

  private:
    void require(const std::string& id) const;

    Paths paths_;
};

}  // namespace edgebench::agent
