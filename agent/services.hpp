#pragma once
// What the agent does for its clients: the parts that a session needs, and the answers that need no
// waiting.

#include "agent/audience.hpp"
#include "agent/blob_store.hpp"
#include "agent/plan_runner.hpp"
#include "agent/plan_store.hpp"

#include <functional>

namespace edgebench::agent {

struct Services {
    std::string build_id;
    Bytes key;
    RunnerRoots roots;
    BlobStore& blobs;
    PlanStore& plans;
    PlanRunner& runner;
    PowerProbe& power;
    Audience& audience;
    std::function<void()> shut_down;
    bool collected = false;  // a plan was discarded after the last one was submitted
};

// Throws Error, which becomes a Failure. PutContent and a waiting ReadJournal are the session's.
Reply answer(const Request& request, Services& services);

// What of the journal is there from the offset on.
JournalChunk read_chunk(const ReadJournal& request, const Services& services);

Failure failure_from(const Error& error);

}  // namespace edgebench::agent
