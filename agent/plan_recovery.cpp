#include "agent/plan_recovery.hpp"

#include "agent/clock.hpp"
#include "agent/device_state.hpp"
#include "agent/log.hpp"
#include "protocol/error.hpp"

namespace edgebench::agent {
namespace {

// How far a plan had come.
struct Remains {
    bool begun = false;
    bool ended = false;
    std::string boot_id;
    std::vector<Setting> changed;  // and not restored
};

struct Reading {
    Remains& remains;
    void operator()(const PlanBegin& begin) {
        remains.begun = true;
        remains.boot_id = begin.device.boot_id;
    }
    void operator()(const StateChanged& change) { remains.changed = change.settings; }
    void operator()(const StateRestored&) { remains.changed.clear(); }
    void operator()(const PlanEnd&) { remains.ended = true; }
    void operator()(const auto&) {}
};

Remains remains_of(const std::vector<JournalRecord>& records) {
    Remains remains;
    for (const auto& record : records) std::visit(Reading{remains}, record);
    return remains;
}

boost::asio::awaitable<void> recover(PlanStore& plans, std::string id, std::string boot_id) {
    auto remains = remains_of(plans.records(id));
    if (!remains.begun) {
        plans.discard(id);  // its host was never told that it had been accepted
        co_return;
    }
    if (remains.ended && remains.changed.empty()) co_return;
    auto journal = plans.reopen(id);
    if (!remains.changed.empty()) {
        const auto outcome = co_await put_back(std::move(remains.changed));
        journal.append_end(outcome);
    }
    if (remains.ended) co_return;
    const auto* const reason = remains.boot_id == boot_id ? "the agent died" : "the phone rebooted";
    journal.append_end(PlanEnd{now(), reason});
    log::warn("plan " + id + " was left unfinished: " + reason);
}

}  // namespace

boost::asio::awaitable<JournalRecord> put_back(std::vector<Setting> changed) {
    try {
        StateRestored restored;
        restored.settings = co_await restore_settings(std::move(changed));
        co_return restored;
    } catch (const std::exception& error) {
        log::warn(std::string("the settings could not be put back: ") + error.what());
        co_return Event{now(), "state_not_restored", error.what()};
    }
}

boost::asio::awaitable<void> recover_plans(PlanStore& plans, std::string boot_id) {
    for (const auto& id : plans.ids()) {
        try {
            co_await recover(plans, id, boot_id);
        } catch (const std::exception& error) {
            // A journal of a later version, say: it stays for a host that can read it.
            log::warn("plan " + id + " cannot be ended: " + error.what());
        }
    }
}

}  // namespace edgebench::agent
