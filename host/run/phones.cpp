#include "host/run/phones.hpp"

#include "host/adb/services.hpp"
#include "host/log/log.hpp"
#include "host/phone/agent_client.hpp"
#include "host/phone/identity.hpp"
#include "host/phone/offline.hpp"
#include "host/run/collector.hpp"
#include "host/run/event_loop.hpp"
#include "host/run/identity_check.hpp"
#include "host/run/phone_session.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <iterator>

namespace edgebench::run {
namespace {

// A trial that is cancelled ends within a second; then the phone's settings are restored.
constexpr std::chrono::milliseconds k_cancel_timeout{20000};

void add(Collected& collected, JournalNews news) {
    ++collected.plans;
    std::move(news.attempts.begin(), news.attempts.end(), std::back_inserter(collected.attempts));
}

struct Collection {
    store::Database& database;
    Collected result;
};

adb::awaitable<Bytes> read_whole_journal(phone::AgentClient& agent, std::string plan_id) {
    Bytes journal;
    while (true) {
        Request request =
            ReadJournal{plan_id, static_cast<std::int64_t>(journal.size()), ReadMode::now};
        const auto chunk = co_await agent.ask<JournalChunk>(std::move(request));
        if (chunk.data.empty()) co_return journal;
        journal.insert(journal.end(), chunk.data.begin(), chunk.data.end());
    }
}

adb::awaitable<void> collect_plan(Collection& collection, phone::AgentClient& agent,
                                  std::string plan_id) {
    const auto journal = co_await read_whole_journal(agent, plan_id);
    add(collection.result, absorb_journal(collection.database, journal));
    collection.database.mark_plan_collected(plan_id);
    Request discard = DiscardPlan{plan_id};
    co_await agent.call(std::move(discard));
}

// One that cannot be collected is told when the others have been.
adb::awaitable<void> collect_from_agent(Collection& collection, phone::AgentClient& agent) {
    Request list = ListPlans{};
    const auto plans = co_await agent.ask<PlanList>(std::move(list));
    std::optional<Error> failure;
    for (const auto& plan : plans.plans) {
        if (plan.state == PlanState::running) {
            ++collection.result.still_running;
            continue;
        }
        try {
            co_await collect_plan(collection, agent, plan.plan_id);
        } catch (const Error& error) {
            if (error.code() == ErrorCode::device_lost) throw;
            failure = error.with_context("plan " + plan.plan_id);
        }
    }
    if (failure) throw Error(*failure);
}

// With no agent: plain adb is enough, because a journal explains itself.
adb::awaitable<void> collect_by_adb(Collection& collection, adb::DeviceHandle phone) {
    const auto plans = co_await phone::list_journals(phone);
    for (const auto& plan : plans) {
        const auto journal = co_await phone::pull_journal(phone, plan);
        add(collection.result, absorb_journal(collection.database, journal));
        collection.database.mark_plan_collected(plan);
        if (settings_left(read_journal(journal).records).empty()) {
            co_await phone::remove_journal(phone, plan);
        } else {
            log::warn("the journal of plan " + plan +
                      " stays on the phone, whose settings it knows: they are not put back yet");
        }
    }
}

adb::awaitable<void> collect_either_way(Collection& collection, adb::DeviceHandle phone,
                                        IdentityCheck check) {
    std::optional<Error> without_agent;
    try {
        auto session = co_await PhoneSession::open(phone, Paths::of_this_process(), check);
        co_await collect_from_agent(collection, session.agent());
    } catch (const Error& error) {
        const auto code = error.code();
        if (code != ErrorCode::device && code != ErrorCode::host && code != ErrorCode::protocol)
            throw;
        without_agent = error;
    }
    if (!without_agent) co_return;
    const bool alive = co_await phone::agent_is_alive(phone);
    if (alive) throw *without_agent;
    log::warn("no agent can be started (" + without_agent->message() +
              "); collecting by plain adb");
    co_await collect_by_adb(collection, std::move(phone));
}

adb::awaitable<void> cancel_running(phone::AgentClient& agent) {
    Request list = ListPlans{};
    const auto plans = co_await agent.ask<PlanList>(std::move(list));
    for (const auto& plan : plans.plans) {
        if (plan.state != PlanState::running) continue;
        Request request = CancelPlan{plan.plan_id};
        co_await agent.call(std::move(request), k_cancel_timeout);
        std::int64_t offset = plan.journal_bytes;
        auto state = PlanState::running;
        while (state == PlanState::running) {
            Request wait = ReadJournal{plan.plan_id, offset, ReadMode::wait};
            const auto chunk = co_await agent.ask<JournalChunk>(std::move(wait), k_cancel_timeout);
            offset += static_cast<std::int64_t>(chunk.data.size());
            state = chunk.state;
        }
    }
}

using WithAgent = adb::awaitable<void> (*)(Collection&, adb::DeviceHandle, IdentityCheck);

adb::awaitable<void> with_phone(Collection& collection, PhoneSelector selector, WithAgent job) {
    auto phone = co_await find_phone(selector);
    auto check = identity_check(collection.database, selector.new_identity);
    co_await job(collection, std::move(phone), std::move(check));
}

adb::awaitable<void> cancel_job(Collection& collection, adb::DeviceHandle phone,
                                IdentityCheck check) {
    auto session =
        co_await PhoneSession::open(std::move(phone), Paths::of_this_process(), std::move(check));
    co_await cancel_running(session.agent());
    co_await collect_from_agent(collection, session.agent());
}

adb::awaitable<void> clean_job(Collection& collection, adb::DeviceHandle phone,
                               IdentityCheck check) {
    co_await collect_either_way(collection, phone, std::move(check));
    if (collection.result.still_running > 0) {
        throw Error(ErrorCode::busy, "a plan is still running on phone " + phone.serial,
                    "Wait for it, or end it with `edgebench cancel`; then clean.", Retry::can_help);
    }
    co_await phone::remove_everything(std::move(phone));
}

Collected collect_with(const PhoneSelector& selector, const std::filesystem::path& file,
                       WithAgent job) {
    store::Database database(file);
    Collection collection{database, {}};
    EventLoop loop;
    const auto ended = loop.run_until_signal(with_phone(collection, selector, job));
    database.close();
    if (ended == Ended::by_signal) throw Error(ErrorCode::cancelled, "cancelled");
    return std::move(collection.result);
}

adb::awaitable<void> look_at_this_machine(std::vector<SeenPhone>& seen) {
    SeenPhone machine{"", adb::this_machine(), std::nullopt};
    machine.identity = co_await phone::read_identity(this_machine());
    seen.push_back(std::move(machine));
}

adb::awaitable<void> look(PhoneSelector selector, std::vector<SeenPhone>& seen) {
    if (means_this_machine(selector)) {
        co_await look_at_this_machine(seen);
        co_return;
    }
    auto servers = selector.adb_servers;
    if (servers.empty()) servers.push_back(adb::server_address_from_environment().text());
    for (const auto& text : servers) {
        const auto server = selector.adb_servers.empty() ? adb::server_address_from_environment()
                                                         : adb::parse_server_address(text);
        const auto listed = co_await adb::list_devices(server);
        for (const auto& device : listed) {
            SeenPhone phone{text, device, std::nullopt};
            if (device.state == adb::DeviceState::device) {
                adb::DeviceHandle handle(server, device.serial);
                phone.identity = co_await phone::read_identity(std::move(handle));
            }
            seen.push_back(std::move(phone));
        }
    }
}

}  // namespace

std::vector<SeenPhone> list_phones(const PhoneSelector& selector) {
    std::vector<SeenPhone> seen;
    EventLoop loop;
    if (loop.run_until_signal(look(selector, seen)) == Ended::by_signal)
        throw Error(ErrorCode::cancelled, "cancelled");
    return seen;
}

Collected collect(const PhoneSelector& selector, const std::filesystem::path& database) {
    return collect_with(selector, database,
                        [](Collection& collection, adb::DeviceHandle phone, IdentityCheck check) {
                            return collect_either_way(collection, std::move(phone),
                                                      std::move(check));
                        });
}

Collected cancel(const PhoneSelector& selector, const std::filesystem::path& database) {
    return collect_with(selector, database, cancel_job);
}

Collected clean(const PhoneSelector& selector, const std::filesystem::path& database) {
    return collect_with(selector, database, clean_job);
}

}  // namespace edgebench::run
