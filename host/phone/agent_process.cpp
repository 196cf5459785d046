#include "host/phone/agent_process.hpp"

#include "host/adb/shell.hpp"
#include "host/adb/shell_quote.hpp"
#include "host/log/log.hpp"
#include "host/phone/files.hpp"
#include "host/phone/layout.hpp"
#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

#include <fstream>
#include <iterator>

namespace edgebench::phone {
namespace {

constexpr std::size_t k_key_hex_digits = 64;
constexpr int k_exit_busy = 3;
constexpr std::string_view k_start_hint =
    "Look at agent.log in edgebench's folder on the phone; `edgebench clean` removes "
    "everything and starts afresh.";

Bytes read_executable(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    Bytes bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file || bytes.empty()) {
        throw Error(
            ErrorCode::host, "cannot read the agent " + path.string(),
            "Build it with `cmake --workflow --preset release`, or install edgebench again.");
    }
    return bytes;
}

// The file gets its name only after the phone itself has hashed it: a wrong byte is never run.
adb::awaitable<void> push_agent(adb::DeviceHandle phone, const Bytes& executable,
                                std::string folder, std::string sha256) {
    const auto part = folder + "/edgebench-agent.part";
    const auto root = adb::quote(root_on(phone));
    auto prepare = "mkdir -p " + adb::quote(folder) + " && chmod 700 " + root;
    co_await adb::shell_output(phone, std::move(prepare));
    co_await push_program(phone, executable, part);
    const auto hashed = co_await adb::shell_output(phone, "sha256sum " + adb::quote(part));
    if (!hashed.starts_with(sha256)) {
        throw Error(ErrorCode::integrity, "the agent arrived damaged on phone " + phone.serial,
                    "Try again; if it happens again, try another cable or port.", Retry::can_help);
    }
    auto finish = "mv " + adb::quote(part) + " " + adb::quote(folder + "/edgebench-agent");
    co_await adb::shell_output(phone, std::move(finish));
}

[[noreturn]] void throw_busy(const std::string& serial, const std::string& out) {
    std::string who = "another edgebench";
    const auto json = Json::parse(out, nullptr, false);
    if (json.is_object() && json.contains("busy") && json["busy"].is_object()) {
        who = json["busy"].value("owner", who);
        const auto until = json["busy"].value("until", std::string());
        if (!until.empty()) who += " until " + until;
    }
    throw Error(
        ErrorCode::busy, "phone " + serial + " is busy with " + who,
        "Wait for it, or end that plan with `edgebench cancel` from the same version of edgebench.",
        Retry::can_help);
}

}  // namespace

AgentEndpoint parse_endpoint(std::string_view line) {
    const auto json = Json::parse(line, nullptr, false);
    const bool whole = json.is_object() && json.contains("port") &&
                       json["port"].is_number_unsigned() &&
                       json["port"].get<std::uint64_t>() - 1 < 65535 && json.contains("build_id") &&
                       json["build_id"].is_string();
    if (!whole) {
        throw Error(ErrorCode::device, "the agent did not say where it listens",
                    std::string(k_start_hint));
    }
    AgentEndpoint endpoint;
    endpoint.port = json["port"].get<std::uint16_t>();
    endpoint.build_id = json["build_id"].get<std::string>();
    return endpoint;
}

std::string error_in(const std::string& line) {
    const auto json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("error") || !json["error"].is_object()) return line;
    return json["error"].value("message", line);
}

adb::awaitable<AgentEndpoint> start_agent(adb::DeviceHandle phone,
                                          std::filesystem::path executable) {
    const auto bytes = read_executable(executable);
    const auto sha256_hex = to_hex(sha256(bytes));
    const auto folder = path_on(phone, "agent/" + sha256_hex);
    const auto program = folder + "/edgebench-agent";
    const auto size = co_await size_of_file(phone, program);
    if (size != bytes.size()) {
        log::debug("pushing the agent " + executable.string());
        co_await push_agent(phone, bytes, folder, sha256_hex);
    }
    std::vector<std::string> argv{program, "start", "--root", root_on(phone)};
    if (phone.machine) argv.insert(argv.end(), {"--sys", phone.machine->sys.string()});
    const auto started = co_await adb::shell(phone, adb::command_line(argv));
    if (started.exit_code == k_exit_busy) throw_busy(phone.serial, started.out);
    if (started.exit_code != 0) {
        throw Error(ErrorCode::device,
                    "the agent does not start on phone " + phone.serial + " (exit code " +
                        std::to_string(started.exit_code) + "): " + error_in(started.out) +
                        started.err,
                    std::string(k_start_hint));
    }
    auto endpoint = parse_endpoint(started.out);
    const auto key = co_await pull_file(phone, path_on(phone, "key"), 2 * k_key_hex_digits);
    const std::string_view text(reinterpret_cast<const char*>(key.data()),
                                std::min(key.size(), k_key_hex_digits));
    auto decoded = from_hex(text);
    if (!decoded || text.size() != k_key_hex_digits) {
        throw Error(ErrorCode::device,
                    "the agent's key file on phone " + phone.serial + " is damaged",
                    std::string(k_start_hint));
    }
    endpoint.key = std::move(*decoded);
    co_return endpoint;
}

}  // namespace edgebench::phone
