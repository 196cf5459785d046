#pragma once
// Makes small ELF files: headers, the loader's name, the libraries needed. Nothing that runs.

#include <cstdint>
#include <string>
#include <vector>

namespace edgebench::test {

struct ElfParts {
    unsigned machine = 62;  // x86_64; arm64 is 183
    std::string loader;
    std::vector<std::string> needed;
    bool android_note = false;
    std::uint64_t page = 0x4000;
};

class ElfBuilder {
  public:
    explicit ElfBuilder(const ElfParts& parts) : parts_(parts) {}

    std::string build() {
        begin_.assign(64 + 56 * 4, '\0');  // header and four program headers
        const auto loader = append(parts_.loader + '\0');
        const auto note = append(std::string("\10\0\0\0\4\0\0\0\1\0\0\0Android\0\34\0\0\0", 24));
        std::string strings(1, '\0');
        std::string dynamic;
        for (const auto& library : parts_.needed) {
            dynamic += number(1) + number(strings.size());
            strings += library + '\0';
        }
        const auto table = append(strings);
        dynamic += number(5) + number(table) + number(0) + number(0);
        const auto entries = append(dynamic);
        header();
        segment(0, 1, 0, begin_.size());
        segment(1, parts_.loader.empty() ? 0 : 3, loader, parts_.loader.size() + 1);
        segment(2, parts_.android_note ? 4 : 0, note, 24);
        segment(3, parts_.needed.empty() ? 0 : 2, entries, dynamic.size());
        return begin_;
    }

  private:
    static std::string number(std::uint64_t value, std::size_t bytes = 8) {
        std::string text;
        for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
        return text;
    }
    std::size_t append(const std::string& bytes) {
        begin_ += bytes;
        return begin_.size() - bytes.size();
    }
    void put(std::size_t at, const std::string& bytes) { begin_.replace(at, bytes.size(), bytes); }
    void header() {
        put(0,
            "\x7f"
            "ELF\2\1\1");
        put(16, number(3, 2) + number(parts_.machine, 2));
        put(32, number(64));     // the program headers lie here,
        put(54, number(56, 2));  // each so long,
        put(56, number(4, 2));   // so many
    }
    void segment(std::size_t index, std::uint64_t type, std::uint64_t offset, std::uint64_t size) {
        put(64 + 56 * index, number(type, 4) + number(4, 4) + number(offset) + number(offset) +
                                 number(offset) + number(size) + number(size) +
                                 number(parts_.page));
    }

    ElfParts parts_;
    std::string begin_;
};

// What llama.cpp's releases hold, each of one program or library.
inline std::string android_elf(std::vector<std::string> needed = {"libc.so"},
                               std::uint64_t page = 0x4000) {
    return ElfBuilder({183, "/system/bin/linker64", std::move(needed), true, page}).build();
}
inline std::string linux_elf(std::vector<std::string> needed = {"libc.so.6"}) {
    return ElfBuilder({62, "/lib64/ld-linux-x86-64.so.2", std::move(needed), false, 0x1000})
        .build();
}
// Code for the Hexagon processor is a 32-bit file.
inline std::string hexagon_elf() {
    auto file = ElfBuilder({164, "", {}, false, 0x1000}).build();
    file[4] = 1;
    return file;
}

}  // namespace edgebench::test
