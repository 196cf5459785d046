#include "host/phone/offline.hpp"

#include "host/adb/shell.hpp"
#include "host/adb/shell_quote.hpp"
#include "host/phone/agent_process.hpp"
#include "host/phone/files.hpp"
#include "host/phone/layout.hpp"
#include "protocol/error.hpp"

namespace edgebench::phone {
namespace {

constexpr std::size_t k_largest_journal = std::size_t{1} << 30;
constexpr std::chrono::milliseconds k_removal_timeout{60000};
constexpr int k_not_restored = 9;

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
    // Without a journal there is nothing to restore, whatever the agents say.
    auto command =
        find_agent(phone) +
        "if [ \"$pid\" ]; then kill $pid; n=0; while kill -0 $pid 2>/dev/null && [ $n -lt 100 ]; "
        "do "
        "sleep 0.1; n=$((n+1)); done; kill -9 $pid 2>/dev/null; fi; restored=; for agent in " +
        root +
        "/agent/*/edgebench-agent; do [ -x \"$agent\" ] && said=$(\"$agent\" restore --root " +
        root + ") && restored=1 && break; done; [ \"$restored\" ] || ! ls " + root +
        "/plans/*/journal >/dev/null 2>&1 || { echo \"$said\"; exit " +
        std::to_string(k_not_restored) + "; }; rm -rf " + root + "; [ ! -e " + root + " ]";
    const auto result = co_await adb::shell(phone, std::move(command), k_removal_timeout);
    if (result.exit_code == k_not_restored) {
        throw Error(ErrorCode::device,
                    "nothing was removed from phone " + phone.serial + ": " + error_in(result.out),
                    "Unlock the phone, wait until Android is up, and clean again. If its settings "
                    "do not matter, remove " +
                        root_on(phone) + " by hand.",
                    Retry::can_help);
    }
    if (result.exit_code != 0) {
        throw Error(
            ErrorCode::device,
            root_on(phone) + " cannot be removed from phone " + phone.serial + ": " + result.err,
            "Remove it by hand.");
    }
}

}  // namespace edgebench::phone
