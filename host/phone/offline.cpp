#include "host/phone/offline.hpp"

#include "host/adb/shell.hpp"
#include "host/adb/shell_quote.hpp"
#include "host/phone/files.hpp"
#include "host/phone/layout.hpp"
#include "protocol/error.hpp"

namespace edgebench::phone {
namespace {

constexpr std::size_t k_largest_journal = std::size_t{1} << 30;
constexpr std::chrono::milliseconds k_removal_timeout{60000};

std::string journal_path(const adb::DeviceHandle& phone, const std::string& plan_id) {
    return path_on(phone, "plans/" + plan_id + "/journal");
}

// Sets $pid to the agent that holds the lock, or to nothing. A pid that something else has by now
// is not the agent's.
std::string find_agent(const adb::DeviceHandle& phone) {
    return "pid=$(sed -n 's/^pid=//p' " + adb::quote(path_on(phone, "lock")) +
           " 2>/dev/null); case \"$(readlink /proc/$pid/exe 2>/dev/null)\" in */edgebench-agent*) "
           ";; *) pid= ;; esac; ";
}

}  // namespace

adb::awaitable<std::vector<std::string>> list_journals(adb::DeviceHandle phone) {
    const auto names = co_await list_folder(phone, path_on(phone, "plans"));
    std::vector<std::string> plans;
    for (const auto& name : names) {
        if (!is_plan_id(name)) continue;
        const auto journal = co_await size_of_file(phone, journal_path(phone, name));
        if (journal) plans.push_back(name);
    }
    co_return plans;
}

adb::awaitable<Bytes> pull_journal(adb::DeviceHandle phone, std::string plan_id) {
    auto path = journal_path(phone, plan_id);
    auto journal = co_await pull_file(std::move(phone), std::move(path), k_largest_journal);
    co_return journal;
}

adb::awaitable<void> remove_journal(adb::DeviceHandle phone, std::string plan_id) {
    if (!is_plan_id(plan_id)) throw Error(ErrorCode::internal, "not a plan id: " + plan_id);
    auto command = "rm -rf " + adb::quote(path_on(phone, "plans/" + plan_id));
    co_await adb::shell_output(std::move(phone), std::move(command));
}

adb::awaitable<bool> agent_is_alive(adb::DeviceHandle phone) {
    auto command = find_agent(phone) + "echo $pid";
    const auto pid = co_await adb::shell_output(std::move(phone), std::move(command));
    co_return pid.find_first_of("0123456789") != std::string::npos;
}

adb::awaitable<void> remove_everything(adb::DeviceHandle phone) {
    const auto root = adb::quote(root_on(phone));
    auto command = find_agent(phone) +
                   "if [ \"$pid\" ]; then kill $pid; n=0; while kill -0 $pid 2>/dev/null && [ $n "
                   "-lt 100 ]; do sleep 0.1; "
                   "n=$((n+1)); done; kill -9 $pid 2>/dev/null; fi; for agent in " +
                   root +
                   "/agent/*/edgebench-agent; do [ -x \"$agent\" ] && \"$agent\" restore --root " +
                   root + " && break; done; rm -rf " + root + "; [ ! -e " + root + " ]";
    co_await adb::shell_output(std::move(phone), std::move(command), k_removal_timeout);
}

}  // namespace edgebench::phone
