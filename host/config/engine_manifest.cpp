#include "host/config/engine_manifest.hpp"

#include "host/config/engine_config.hpp"
#include "host/config/toml_table.hpp"
#include "protocol/bytes.hpp"

#include <array>

namespace edgebench {
namespace {

// A basic string of TOML; bytes above ASCII pass as they are.
std::string toml_text(const std::string& text) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += {'\\', c};
        } else if (byte < 0x20 || byte == 0x7f) {
            quoted += {'\\', 'u', '0', '0', k_digits[byte >> 4], k_digits[byte & 15]};
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

std::string parse_hash(TomlTable& table, const std::string& key) {
    auto hash = table.text(key);
    if (!is_sha256_hex(hash)) {
        table.fail(key, "'" + key + "' should be 64 lower-case hexadecimal digits");
    }
    return hash;
}

Target parse_manifest_target(TomlTable& table) {
    const auto name = table.text("target");
    const auto target = target_named(name);
    if (!target) table.fail("target", "there is no target '" + name + "'");
    return *target;
}

}  // namespace

std::string to_toml(const EngineManifest& manifest) {
    const std::array<std::pair<const char*, std::string>, 7> keys{{
        {"name", manifest.name},
        {"engine", manifest.engine},
        {"version", manifest.version},
        {"target", name_of(manifest.target)},
        {"id", manifest.id},
        {"origin", manifest.origin},
        {"installed", manifest.installed},
    }};
    std::string text = "# Written by edgebench: what this engine is and what it was made of.\n";
    for (const auto& [key, value] : keys) text += key + (" = " + toml_text(value)) + "\n";
    for (const auto& [file, sha256] : manifest.files) {
        text += "\n[[file]]\nname = " + toml_text(file) + "\nsha256 = " + toml_text(sha256) + "\n";
    }
    return text;
}

EngineManifest parse_engine_manifest(std::string_view text, const std::string& file) {
    auto table = TomlTable::parse(text, file);
    EngineManifest manifest;
    manifest.name = table.text("name");
    if (!is_engine_name(manifest.name)) table.fail("name", "'name' is no name of an engine");
    manifest.engine = table.text("engine");
    manifest.version = table.text("version");
    manifest.target = parse_manifest_target(table);
    manifest.id = parse_hash(table, "id");
    manifest.origin = table.text("origin");
    manifest.installed = table.text("installed");
    for (auto& entry : table.tables("file")) {
        manifest.files[entry.text("name")] = parse_hash(entry, "sha256");
        entry.refuse_other_keys();
    }
    table.refuse_other_keys();
    return manifest;
}

}  // namespace edgebench
