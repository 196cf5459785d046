#include "host/config/engine_config.hpp"

#include "host/config/toml_table.hpp"

#include <filesystem>

namespace edgebench {

EngineConfig parse_engine_config(std::string_view text, const std::string& file) {
    auto table = TomlTable::parse(text, file);
    EngineConfig engine;
    engine.name = table.text("name");
    if (engine.name != std::filesystem::path(file).stem()) {
        table.fail("name", "'" + engine.name + "' should be the name of the file");
    }
    engine.version = table.text("version");
    engine.executable = table.text("executable");
    if (engine.executable.find('/') != std::string::npos) {
        table.fail("executable", "'executable' should be a file name, not a path");
    }
    engine.source = table.text("source");
    table.refuse_other_keys();
    return engine;
}

}  // namespace edgebench
