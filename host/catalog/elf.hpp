#pragma once
// What a program or library says about itself: for which processor and C library it was built, and
// which libraries it needs.

#include "host/config/target.hpp"
#include "protocol/bytes.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// Processors, as the ELF header numbers them (System V ABI, processor supplements).
constexpr unsigned k_machine_x86_64 = 62;
constexpr unsigned k_machine_hexagon = 164;
constexpr unsigned k_machine_arm64 = 183;

struct ElfFile {
    unsigned machine = 0;
    bool is_64_bit = false;
    // Of a 64-bit file only:
    std::string interpreter;          // the loader of a program; empty: a library, or static
    std::vector<std::string> needed;  // libraries, by name
    bool android_note = false;        // the NDK marks what it links
    std::uint64_t page_size = 0;      // the largest that its segments are laid out for
};

// Up to `size` bytes at `offset`: fewer where the file ends.
using ReadAt = std::function<Bytes(std::uint64_t offset, std::size_t size)>;

// Throws Error::configuration for what is no ELF file or contradicts itself. `name` is for
// messages.
ElfFile parse_elf(const ReadAt& read, const std::string& name);
ElfFile read_elf(const std::filesystem::path& file);

// Nothing where it does not show: a library that needs none, a static program.
std::optional<Platform> platform_of(const ElfFile& elf);

// "x86_64", "arm64", "Hexagon", "processor number 40"
std::string name_of_machine(unsigned machine);

}  // namespace edgebench
