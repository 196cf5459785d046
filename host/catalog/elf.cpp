#include "host/catalog/elf.hpp"

#include "protocol/error.hpp"

#include <array>
#include <fstream>
#include <optional>
#include <string>

namespace edgebench {
namespace {

// e_machine of the ELF header (System V ABI, processor supplements).
constexpr unsigned k_machine_x86_64 = 62;
constexpr unsigned k_machine_arm64 = 183;

std::optional<unsigned> machine_of(const std::filesystem::path& file) {
    std::array<char, 20> head{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(head.data(), head.size());
    const bool elf_64 = stream && std::string_view(head.data(), 5) ==
                                      "\x7f"
                                      "ELF\x02";
    if (!elf_64) return std::nullopt;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(head[i]); };
    return byte(18) | unsigned{byte(19)} << 8;
}

std::string name_of_machine(unsigned machine) {
    if (machine == k_machine_x86_64) return "x86_64";
    if (machine == k_machine_arm64) return "arm64";
    return "processor number " + std::to_string(machine);
}

}  // namespace

void require_architecture(const std::filesystem::path& file, Architecture wanted) {
    const auto machine = machine_of(file);
    if (!machine) {
        throw Error(ErrorCode::configuration, file.string() + " is not a 64-bit ELF file",
                    "The engine's folder should hold a build for the phone.");
    }
    const auto expected = wanted == Architecture::arm64 ? k_machine_arm64 : k_machine_x86_64;
    if (*machine == expected) return;
    throw Error(ErrorCode::configuration,
                file.string() + " is built for " + name_of_machine(*machine) + ", not for " +
                    std::string(name_of(wanted)),
                wanted == Architecture::arm64
                    ? "Take llama.cpp's release for Android (bin-android-arm64)."
                    : "Set EDGEBENCH_ENGINE_DIR to a build for x86_64.");
}

}  // namespace edgebench
