#include "host/phone/offline.hpp"

#include "host/adb/shell.hpp"
#include "host/adb/shell_quote.hpp"
#include "host/adb/sync.hpp"
#include "host/phone/layout.hpp"
#include "protocol/error.hpp"

namespace edgebench::phone {
namespace {

constexpr std::size_t k_largest_journal = std::size_t{1} << 30;
constexpr std::chrono::milliseconds k_removal_timeout{60000};

std::string journal_path(const std::string& plan_id) {
    return on_phone("plans/" + plan_id + "/journal");
}

// Sets $pid to the agent that holds the lock, or to nothing. A pid that something else has by now
// is not the agent's.
std::string find_agent() {
    return "pid=$(sed -n 's/^pid=//p' " + adb::quote(on_phone("lock")) +
           " 2>/dev/null); case \"$(readlink /proc/$pid/exe 2>/dev/null)\" in */edgebench-agent*) "
           ";; *) pid= ;; esac; ";
}

}  // namespace

adb::awaitable<std::vector<std::string>> list_journals(adb::DeviceHandle phone) {
    auto sync = co_await adb::Sync::open(phone);
    const auto entries = co_await sync.list(on_phone("plans"));
    std::vector<std::string> plans;
    for (const auto& entry : entries) {
        if (!is_plan_id(entry.name)) continue;
        const auto journal = co_await sync.stat(journal_path(entry.name));
        if (journal) plans.push_back(entry.name);
    }
    co_return plans;
}

adb::awaitable<Bytes> pull_journal(adb::DeviceHandle phone, std::string plan_id) {
    auto sync = co_await adb::Sync::open(std::move(phone));
    const auto pulled = co_await sync.pull_bytes(journal_path(plan_id), k_largest_journal);
    const auto* first = reinterpret_cast<const std::uint8_t*>(pulled.data());
    co_return Bytes(first, first + pulled.size());
}

adb::awaitable<void> remove_journal(adb::DeviceHandle phone, std::string plan_id) {
    if (!is_plan_id(plan_id)) throw Error(ErrorCode::internal, "not a plan id: " + plan_id);
    auto command = "rm -rf " + adb::quote(on_phone("plans/" + plan_id));
    co_await adb::shell_output(std::move(phone), std::move(command));
}

adb::awaitable<bool> agent_is_alive(adb::DeviceHandle phone) {
    const auto pid = co_await adb::shell_output(std::move(phone), find_agent() + "echo $pid");
    co_return pid.find_first_of("0123456789") != std::string::npos;
}

adb::awaitable<void> remove_everything(adb::DeviceHandle phone) {
    const auto root = adb::quote(k_root);
    auto command = find_agent() +
                   "if [ \"$pid\" ]; then kill $pid; n=0; while kill -0 $pid 2>/dev/null && [ $n "
                   "-lt 100 ]; do sleep 0.1; "
                   "n=$((n+1)); done; kill -9 $pid 2>/dev/null; fi; for agent in " +
                   root +
                   "/agent/*/edgebench-agent; do [ -x \"$agent\" ] && \"$agent\" restore --root " +
                   root + " && break; done; rm -rf " + root + "; [ ! -e " + root + " ]";
    co_await adb::shell_output(std::move(phone), std::move(command), k_removal_timeout);
}

}  // namespace edgebench::phone
