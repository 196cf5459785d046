#include "host/phone/machine_identity.hpp"

#include "protocol/sha256.hpp"

#include <sys/utsname.h>

#include <fstream>

namespace edgebench::phone {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_serial_digits = 12;

// Empty where there is none.
std::string first_line(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

std::string or_else(std::string text, const char* otherwise) {
    return text.empty() ? otherwise : text;
}

std::string serial_of(const fs::path& root, const char* name_in_net) {
    const auto text = "edgebench " + or_else(first_line(root / "etc/machine-id"), name_in_net);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto hash = to_hex(sha256(ByteView(bytes, text.size())));
    return "local-" + hash.substr(0, k_serial_digits);
}

std::string distribution(const fs::path& root) {
    std::ifstream stream(root / "etc/os-release");
    constexpr std::string_view k_key = "PRETTY_NAME=";
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with(k_key)) continue;
        auto name = line.substr(k_key.size());
        std::erase(name, '"');
        return name;
    }
    return "Linux";
}

}  // namespace

DeviceIdentity read_machine_identity(const adb::ThisMachine& machine, const fs::path& root) {
    utsname names{};
    ::uname(&names);
    const auto dmi = machine.sys / "class/dmi/id";
    DeviceIdentity identity;
    identity.serial = serial_of(root, names.nodename);
    identity.id = first_line(machine.folder / "id");
    identity.manufacturer = or_else(first_line(dmi / "sys_vendor"), "this machine");
    identity.model = or_else(first_line(dmi / "product_name"), names.machine);
    identity.fingerprint =
        distribution(root) + ", " + names.sysname + " " + names.release + " " + names.machine;
    identity.abi = std::string(names.machine) == "aarch64" ? "arm64-v8a" : names.machine;
    identity.simulated = machine.sys != "/sys";
    return identity;
}

}  // namespace edgebench::phone
