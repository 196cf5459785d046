#include "host/phone/identity.hpp"

#include "host/adb/shell.hpp"
#include "host/adb/shell_quote.hpp"
#include "host/phone/layout.hpp"
#include "host/phone/machine_identity.hpp"
#include "protocol/error.hpp"

#include <array>
#include <vector>

namespace edgebench::phone {
namespace {

// One line each, empty where the phone does not know it.
constexpr std::array k_properties{"ro.serialno",          "ro.boot.serialno",
                                  "ro.build.fingerprint", "ro.product.manufacturer",
                                  "ro.product.model",     "ro.build.version.release",
                                  "ro.product.cpu.abi",   "ro.edgebench.simulated"};

std::string question(const adb::DeviceHandle& phone) {
    std::string command;
    for (const auto* property : k_properties) {
        const std::array argv{std::string("getprop"), std::string(property)};
        command += adb::command_line(argv) + "; ";
    }
    return command + "cat " + adb::quote(path_on(phone, "id")) + " 2>/dev/null; true";
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

}  // namespace

DeviceIdentity parse_identity(std::string_view text) {
    auto lines = lines_of(text);
    lines.resize(k_properties.size() + 1);
    DeviceIdentity identity;
    identity.serial = lines[0].empty() ? lines[1] : lines[0];
    identity.fingerprint = lines[2];
    identity.manufacturer = lines[3];
    identity.model = lines[4];
    identity.android_release = lines[5];
    identity.abi = lines[6];
    identity.simulated = lines[7] == "1";
    identity.id = lines[8];
    if (identity.serial.empty() || identity.fingerprint.empty()) {
        throw Error(ErrorCode::device,
                    "the phone does not tell its serial number and build (getprop gave nothing)",
                    "edgebench needs Android 10 or later and a shell that may read ro.serialno.");
    }
    return identity;
}

adb::awaitable<DeviceIdentity> read_identity(adb::DeviceHandle phone) {
    if (phone.machine) co_return read_machine_identity(*phone.machine, "/");
    auto command = question(phone);
    const auto text = co_await adb::shell_output(std::move(phone), std::move(command));
    co_return parse_identity(text);
}

adb::awaitable<void> write_id(adb::DeviceHandle phone, std::string id) {
    const auto root = adb::quote(root_on(phone));
    const auto file = adb::quote(path_on(phone, "id"));
    auto command =
        "mkdir -p " + root + " && chmod 700 " + root + " && echo " + adb::quote(id) + " > " + file;
    co_await adb::shell_output(std::move(phone), std::move(command));
}

}  // namespace edgebench::phone
