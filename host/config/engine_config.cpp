#include "host/config/engine_config.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/toml_table.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>
#include <filesystem>

namespace edgebench {
namespace {

constexpr std::size_t k_longest_engine_name = 100;

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(' ', begin), text.size());
        if (end > begin) words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

Target parse_target(TomlTable& table) {
    const auto name = table.text("target");
    if (const auto target = target_named(name)) return *target;
    table.fail("target", "there is no target '" + name + "'",
               did_you_mean(name, {"android-arm64", "linux-arm64", "linux-x86_64"}, "targets"));
}

std::string parse_file(TomlTable& table) {
    auto file = table.text("file");
    if (file.find('/') != std::string::npos) {
        table.fail("file", "'" + file + "' should be a file name, not a path");
    }
    return file;
}

std::optional<std::int64_t> parse_size(TomlTable& table) {
    const auto size = table.optional_integer("size");
    if (size && *size <= 0) table.fail("size", "'size' should be above 0");
    return size;
}

EngineArchive parse_archive(TomlTable& table, const std::string& release,
                            const std::string& download) {
    EngineArchive archive;
    archive.target = parse_target(table);
    const auto variant = table.optional_text("variant").value_or("");
    archive.name = release + "-" + name_of(archive.target) + (variant.empty() ? "" : "-") + variant;
    if (!is_engine_name(archive.name)) {
        table.fail("variant", "'" + archive.name + "' is no name of an engine");
    }
    archive.file = parse_file(table);
    archive.url = download + "/" + archive.file;
    archive.sha256 = table.optional_text("sha256");
    if (archive.sha256 && !is_sha256_hex(*archive.sha256)) {
        table.fail("sha256", "'sha256' should be 64 lower-case hexadecimal digits");
    }
    archive.size = parse_size(table);
    archive.backends = words_of(table.text("backends"));
    table.refuse_other_keys();
    return archive;
}

}  // namespace

EngineConfig parse_engine_config(std::string_view text, const std::string& file) {
    auto table = TomlTable::parse(text, file);
    EngineConfig release;
    release.name = table.text("name");
    if (release.name != std::filesystem::path(file).stem()) {
        table.fail("name", "'" + release.name + "' should be the name of the file");
    }
    const auto engine = table.text("engine");
    const auto version = table.text("version");
    release.source = table.text("source");
    const auto download = table.text("download");
    const bool is_private = download.starts_with("https://");
    if (!is_private && !download.starts_with("http://")) {
        table.fail("download", "'download' should begin with https:// or http://");
    }
    for (auto& entry : table.tables("archive")) {
        auto archive = parse_archive(entry, release.name, download);
        if (!is_private && !archive.sha256) {
            entry.fail("sha256", "without https:// an archive needs its 'sha256'");
        }
        archive.engine = engine;
        archive.version = version;
        const auto same = [&](const EngineArchive& other) { return other.name == archive.name; };
        if (std::any_of(release.archives.begin(), release.archives.end(), same)) {
            entry.fail("target", "'" + archive.name + "' appears twice",
                       "Give one of them a 'variant'.");
        }
        release.archives.push_back(std::move(archive));
    }
    table.refuse_other_keys();
    return release;
}

bool is_engine_name(std::string_view name) {
    const auto is_safe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= k_longest_engine_name && name.front() != '.' &&
           name.front() != '-' && std::all_of(name.begin(), name.end(), is_safe);
}

}  // namespace edgebench
