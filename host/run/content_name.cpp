#include "host/run/content_name.hpp"

#include "host/catalog/catalogue.hpp"
#include "host/catalog/engine_folder.hpp"

namespace edgebench::run {
namespace {

constexpr std::size_t k_short_hash = 12;

std::string name_in_catalogue(const Paths& paths, const std::string& sha256) {
    for (const auto& name : paths.config_names("models", ".toml")) {
        const auto config = find_model_config(name, paths);
        if (!config) continue;
        for (const auto& quant : config->quants) {
            for (const auto& part : quant.parts) {
                if (part.sha256 == sha256) return config->name + " " + quant.name;
            }
        }
    }
    return {};
}

}  // namespace

std::string content_name(store::Database& database, const Paths& paths,
                         const StoredContent& content) {
    const auto known = database.name_of_content(content.id);
    return known ? *known : name_in_catalogue(paths, content.id);
}

std::string label_of(const StoredContent& content) {
    if (!content.name.empty()) return content.name;
    return (content.kind == ContentKind::model ? "model " : "engine ") +
           content.id.substr(0, k_short_hash);
}

std::string name_of_evicted(store::Database& database, const Paths& paths, const StoredFile& file) {
    StoredContent content;
    if (file.path.starts_with("engines/")) content.kind = ContentKind::engine;
    content.id = file.path.substr(file.path.find('/') + 1);
    content.name = content_name(database, paths, content);
    return label_of(content) + " (" + std::to_string(file.size.value() / k_mebibyte) + " MiB)";
}

bool is_what_it_says(const StoredContent& content, const std::vector<std::string>& hashes) {
    if (content.kind == ContentKind::model) return hashes.front() == content.id;
    const auto folder = "engines/" + content.id + "/";
    std::vector<EngineFile> files;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const auto& file = content.files[i];
        files.push_back({.path = file.path.substr(folder.size()),
                         .mode = file.mode,
                         .size = file.size.value(),
                         .sha256 = hashes[i],
                         .xxh3_128 = ""});
    }
    return engine_id(files) == content.id;
}

}  // namespace edgebench::run
