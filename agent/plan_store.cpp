#include "agent/plan_store.hpp"

#include "agent/log.hpp"
#include "protocol/error.hpp"

#include <fcntl.h>

#include <algorithm>
#include <map>
#include <set>

namespace fs = std::filesystem;

namespace edgebench::agent {
namespace {

// Adds up what the records of a journal say.
struct Counting {
    PlanSummary& summary;
    std::map<std::string, std::uint32_t> begun{};  // trial → index
    std::set<std::uint32_t> ended{};

    void operator()(const PlanBegin& begin) {
        summary.owner = begin.plan.owner;
        summary.trials_total = static_cast<std::int64_t>(begin.plan.trials.size());
    }
    void operator()(const TrialsAppended& appended) {
        summary.trials_total += static_cast<std::int64_t>(appended.trials.size());
    }
    void operator()(const TrialBegin& begin) { begun[begin.trial] = begin.index; }
    void operator()(const TrialEnd& end) {
        if (begun.contains(end.trial)) ended.insert(begun[end.trial]);
    }
    void operator()(const auto&) {}
};

}  // namespace

std::vector<std::string> PlanStore::ids() const {
    std::vector<std::string> result;
    for (const auto& item : fs::directory_iterator(paths_.plans())) {
        const auto name = item.path().filename().string();
        if (has(name)) result.push_back(name);
    }
    std::sort(result.begin(), result.end());
    return result;
}

bool PlanStore::has(const std::string& id) const {
    return is_plan_id(id) && fs::is_regular_file(paths_.journal(id));
}

void PlanStore::require(const std::string& id) const {
    if (has(id)) return;
    throw Error(ErrorCode::device, "there is no plan '" + id + "' on this phone",
                "It may have been collected by another host.");
}

JournalFile PlanStore::create(const std::string& id) {
    make_folder(paths_.plan(id));
    sync_folder(paths_.plans());
    return JournalFile::create(paths_.journal(id));
}

JournalFile PlanStore::reopen(const std::string& id) {
    return JournalFile::reopen(paths_.journal(id));
}

std::vector<JournalRecord> PlanStore::records(const std::string& id) const {
    require(id);
    return read_journal(read_bytes(paths_.journal(id))).records;
}

std::int64_t PlanStore::journal_size(const std::string& id) const {
    require(id);
    return static_cast<std::int64_t>(fs::file_size(paths_.journal(id)));
}

Bytes PlanStore::read(const std::string& id, std::int64_t offset) const {
    const auto size = journal_size(id);
    if (offset < 0 || offset > size) {
        throw Error(ErrorCode::protocol,
                    "the journal of plan " + id + " has " + std::to_string(size) +
                        " bytes; it cannot be read at " + std::to_string(offset));
    }
    const auto wanted = std::min(size - offset, static_cast<std::int64_t>(k_journal_chunk_bytes));
    Bytes bytes(static_cast<std::size_t>(wanted));
    bytes.resize(File(paths_.journal(id), O_RDONLY).read_at(offset, bytes));
    return bytes;
}

PlanSummary PlanStore::summary(const std::string& id) const {
    PlanSummary summary;
    summary.plan_id = id;
    summary.journal_bytes = journal_size(id);
    Counting counting{summary};
    try {
        for (const auto& record : records(id)) std::visit(counting, record);
    } catch (const Error& error) {
        log::warn("the journal of plan " + id + " cannot be read: " + error.message());
    }
    summary.trials_ended = static_cast<std::int64_t>(counting.ended.size());
    return summary;
}

void PlanStore::discard(const std::string& id) {
    require(id);
    fs::remove_all(paths_.plan(id));
    sync_folder(paths_.plans());
}

}  // namespace edgebench::agent
