#include "agent/plan_recovery.hpp"

#include "agent/clock.hpp"
#include "agent/device_state.hpp"
#include "agent/log.hpp"
#include "protocol/error.hpp"

#include <optional>

namespace edgebench::agent {
namespace {

// How far a plan had come.
struct Remains {
    bool begun = false;
    bool ended = false;
    std::string boot_id;
};

struct Reading {
    Remains& remains;
    void operator()(const PlanBegin& begin) {
        remains.begun = true;
        remains.boot_id = begin.device.boot_id;
    }
    void operator()(const PlanEnd&) { remains.ended = true; }
    void operator()(const auto&) {}
};

Remains remains_of(const std::vector<JournalRecord>& records) {
    Remains remains;
    for (const auto& record : records) std::visit(Reading{remains}, record);
    return remains;
}

// What the outcome of put_back() leaves to be done.
std::optional<Error> still_changed(const JournalRecord& outcome) {
    const auto* const failure = std::get_if<Event>(&outcome);
    if (!failure) return std::nullopt;
    return Error(ErrorCode::device, "settings of the phone could not be put back: " + failure->text,
                 "Unlock the phone, wait until Android is up, and try again. What it was like is "
                 "in the journal on the phone, which stays there until then.",
                 Retry::can_help);
}

boost::asio::awaitable<void> recover(PlanStore& plans, std::string id, std::string boot_id) {
    const auto records = plans.records(id);
    const auto remains = remains_of(records);
    auto changed = settings_left(records);
    if (!remains.begun) plans.discard(id);  // its host was never told that it had been accepted
    if (!remains.begun || (remains.ended && changed.empty())) co_return;
    std::optional<Error> failure;
    auto journal = plans.reopen(id);
    if (!changed.empty()) {
        const auto outcome = co_await put_back(std::move(changed));
        journal.append_end(outcome);
        failure = still_changed(outcome);
    }
    if (!remains.ended) {
        const auto* const reason =
            remains.boot_id == boot_id ? "the agent died" : "the phone rebooted";
        journal.append_end(PlanEnd{now(), reason});
        log::warn("plan " + id + " was left unfinished: " + reason);
    }
    if (failure) throw Error(*failure);
}

}  // namespace

boost::asio::awaitable<JournalRecord> put_back(std::vector<Setting> changed) {
    try {
        StateRestored restored;
        restored.settings = co_await restore_settings(std::move(changed));
        co_return restored;
    } catch (const std::exception& error) {
        log::warn(std::string("the settings could not be put back: ") + error.what());
        co_return Event{now(), "state_not_restored", as_error(error).message()};
    }
}

boost::asio::awaitable<void> put_back_rest(const PlanStore& plans, std::string id) {
    auto changed = settings_left(plans.records(id));
    if (changed.empty()) co_return;
    const auto outcome = co_await put_back(std::move(changed));
    if (const auto failure = still_changed(outcome)) throw Error(*failure);
}

boost::asio::awaitable<void> recover_plans(PlanStore& plans, std::string boot_id) {
    std::optional<Error> still;
    for (const auto& id : plans.ids()) {
        try {
            co_await recover(plans, id, boot_id);
        } catch (const std::exception& exception) {
            // A journal of a later version, say: it stays for a host that can read it.
            log::warn("plan " + id + " cannot be ended: " + exception.what());
            const auto error = as_error(exception);
            if (error.transient()) still = error;
        }
    }
    if (still) throw Error(*still);
}

}  // namespace edgebench::agent
