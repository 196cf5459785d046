#include "host/catalog/elf.hpp"

#include "protocol/error.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>

namespace edgebench {
namespace {

constexpr std::size_t k_header_bytes = 64;
constexpr std::size_t k_program_header_bytes = 56;
constexpr std::size_t k_dynamic_entry_bytes = 16;
// Far beyond what linkers write.
constexpr std::size_t k_most_program_headers = 128;
constexpr std::size_t k_most_dynamic_entries = 4096;
constexpr std::size_t k_longest_name = 4096;
constexpr std::size_t k_longest_note = 4096;

enum SegmentType : std::uint32_t { k_load = 1, k_dynamic = 2, k_interpreter = 3, k_note = 4 };
enum DynamicTag : std::uint64_t { k_end = 0, k_needed = 1, k_string_table = 5 };

struct Segment {
    std::uint32_t type = 0;
    std::uint64_t offset = 0, address = 0, file_bytes = 0, alignment = 0;
};

class ElfReader {
  public:
    ElfReader(const ReadAt& read, const std::string& name) : read_(read), name_(name) {}

    ElfFile parse() {
        const auto header = bytes(0, k_header_bytes);
        ElfFile elf;
        elf.is_64_bit = header[4] == 2;
        elf.machine = static_cast<unsigned>(number(header, 18, 2));
        if (!elf.is_64_bit) return elf;
        read_segments(header);
        for (const auto& segment : segments_) read_segment(segment, elf);
        return elf;
    }

  private:
    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(ErrorCode::configuration, name_ + " is not a whole ELF file: " + why,
                    "It was cut or damaged: install the engine again.");
    }

    Bytes bytes(std::uint64_t offset, std::size_t size) const {
        auto read = read_(offset, size);
        if (offset == 0) check_magic(read);
        if (read.size() != size) refuse("it ends within its headers");
        return read;
    }

    void check_magic(const Bytes& head) const {
        constexpr std::string_view k_magic =
            "\x7f"
            "ELF";
        const bool elf =
            head.size() > 6 && std::equal(k_magic.begin(), k_magic.end(), head.begin());
        const bool little_endian = elf && (head[4] == 1 || head[4] == 2) && head[5] == 1;
        if (little_endian) return;
        throw Error(ErrorCode::configuration, name_ + " is not an ELF file",
                    "The engine's folder should hold a build for the phone.");
    }

    static std::uint64_t number(const Bytes& bytes, std::size_t at, std::size_t size) {
        std::uint64_t value = 0;
        for (std::size_t i = size; i > 0; --i) value = value << 8 | bytes.at(at + i - 1);
        return value;
    }

    void read_segments(const Bytes& header) {
        const auto offset = number(header, 32, 8);
        const auto size = number(header, 54, 2);
        const auto count = number(header, 56, 2);
        if (size != k_program_header_bytes || count > k_most_program_headers) {
            refuse("its program headers make no sense");
        }
        const auto table = bytes(offset, count * k_program_header_bytes);
        for (std::size_t at = 0; at < table.size(); at += k_program_header_bytes) {
            segments_.push_back({static_cast<std::uint32_t>(number(table, at, 4)),
                                 number(table, at + 8, 8), number(table, at + 16, 8),
                                 number(table, at + 32, 8), number(table, at + 48, 8)});
        }
    }

    void read_segment(const Segment& segment, ElfFile& elf) const {
        if (segment.type == k_load) {
            elf.page_size =
                elf.page_size == 0 ? segment.alignment : std::min(elf.page_size, segment.alignment);
        } else if (segment.type == k_interpreter) {
            if (segment.file_bytes > k_longest_name) refuse("its loader has no sensible name");
            elf.interpreter = text_at(segment.offset);
        } else if (segment.type == k_note) {
            elf.android_note = elf.android_note || has_android_note(segment);
        } else if (segment.type == k_dynamic) {
            read_dynamic(segment, elf);
        }
    }

    std::string text_at(std::uint64_t offset) const {
        const auto read = read_(offset, k_longest_name);
        const auto end = std::find(read.begin(), read.end(), 0);
        if (end == read.end()) refuse("a name in it has no end");
        return {read.begin(), end};
    }

    // A note is three lengths, the owner's name and a description, each padded to four bytes.
    bool has_android_note(const Segment& segment) const {
        const auto size = std::min<std::uint64_t>(segment.file_bytes, k_longest_note);
        const auto notes = bytes(segment.offset, static_cast<std::size_t>(size));
        for (std::size_t at = 0; at + 12 <= notes.size();) {
            const auto name_bytes = number(notes, at, 4);
            const auto description_bytes = number(notes, at + 4, 4);
            at += 12;
            if (name_bytes > notes.size() - at) return false;
            constexpr std::string_view k_owner = "Android";
            if (name_bytes == k_owner.size() + 1 &&
                std::equal(k_owner.begin(), k_owner.end(), notes.begin() + static_cast<long>(at))) {
                return true;
            }
            const auto rest = (name_bytes + 3) / 4 * 4 + (description_bytes + 3) / 4 * 4;
            if (rest > notes.size() - at) return false;
            at += rest;
        }
        return false;
    }

    std::uint64_t offset_of(std::uint64_t address) const {
        for (const auto& segment : segments_) {
            if (segment.type != k_load || address < segment.address) continue;
            const auto within = address - segment.address;
            if (within < segment.file_bytes) return segment.offset + within;
        }
        refuse("its table of names lies outside");
    }

    void read_dynamic(const Segment& segment, ElfFile& elf) const {
        const auto entries = segment.file_bytes / k_dynamic_entry_bytes;
        if (entries > k_most_dynamic_entries) refuse("it needs too many libraries");
        const auto table = bytes(segment.offset, entries * k_dynamic_entry_bytes);
        std::vector<std::uint64_t> names;
        std::optional<std::uint64_t> strings;
        for (std::size_t at = 0; at < table.size(); at += k_dynamic_entry_bytes) {
            const auto tag = number(table, at, 8);
            const auto value = number(table, at + 8, 8);
            if (tag == k_end) break;
            if (tag == k_needed) names.push_back(value);
            if (tag == k_string_table) strings = value;
        }
        if (names.empty()) return;
        if (!strings) refuse("its table of names is missing");
        const auto begin = offset_of(*strings);
        for (const auto name : names) elf.needed.push_back(text_at(begin + name));
    }

    const ReadAt& read_;
    const std::string& name_;
    std::vector<Segment> segments_;
};

bool needs(const ElfFile& elf, const char* library) {
    return std::find(elf.needed.begin(), elf.needed.end(), library) != elf.needed.end();
}

}  // namespace

ElfFile parse_elf(const ReadAt& read, const std::string& name) {
    return ElfReader(read, name).parse();
}

ElfFile read_elf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Error(ErrorCode::configuration, "cannot read " + file.string(),
                    "Check that you may read it.");
    }
    const auto read_at = [&](std::uint64_t offset, std::size_t size) {
        Bytes bytes(size);
        stream.clear();
        stream.seekg(static_cast<std::streamoff>(offset));
        stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
        bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
        return bytes;
    };
    return parse_elf(read_at, file.string());
}

std::optional<Platform> platform_of(const ElfFile& elf) {
    const auto& loader = elf.interpreter;
    if (loader.starts_with("/system/bin/linker") || elf.android_note || needs(elf, "libc.so")) {
        return Platform::android;
    }
    if (loader.find("/ld-linux") != std::string::npos || needs(elf, "libc.so.6")) {
        return Platform::gnu_linux;
    }
    return std::nullopt;
}

std::string name_of_machine(unsigned machine) {
    if (machine == k_machine_x86_64) return "x86_64";
    if (machine == k_machine_arm64) return "arm64";
    if (machine == k_machine_hexagon) return "Hexagon";
    return "processor number " + std::to_string(machine);
}

}  // namespace edgebench
