#include "host/config/model_config.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/toml_table.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace edgebench {
namespace {

ModelKind parse_kind(TomlTable& table) {
    const auto kind = table.text("kind");
    if (kind == "language") return ModelKind::language;
    if (kind == "synthetic") return ModelKind::synthetic;
    table.fail("kind", "there is no kind of model '" + kind + "'",
               did_you_mean(kind, {"language", "synthetic"}, "kinds"));
}

bool is_quant_name(const std::string& name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::optional<std::int64_t> positive(TomlTable& table, const std::string& key) {
    const auto number = table.optional_integer(key);
    if (number && *number <= 0) table.fail(key, "'" + key + "' should be above 0");
    return number;
}

ModelPart parse_part(TomlTable& table) {
    ModelPart part;
    part.file = table.text("file");
    const bool is_path = part.file.find('/') != std::string::npos;
    if (is_path && part.file.front() != '/') {
        table.fail("file", "'" + part.file + "' should be a file name or an absolute path",
                   "Names are looked for in the models folder (EDGEBENCH_MODELS).");
    }
    part.size_bytes = positive(table, "size_bytes");
    part.sha256 = table.optional_text("sha256");
    if (part.sha256 && !is_sha256_hex(*part.sha256)) {
        table.fail("sha256", "'sha256' should be 64 lower-case hexadecimal digits");
    }
    return part;
}

QuantConfig parse_quant(TomlTable& table) {
    QuantConfig quant;
    quant.name = table.text("name");
    if (!is_quant_name(quant.name)) {
        table.fail("name", "'" + quant.name + "' is no name of a quantisation",
                   "Lower case, digits and '_', as in q4_k_m.");
    }
    if (table.has("part")) {
        for (auto& part : table.tables("part")) {
            quant.parts.push_back(parse_part(part));
            part.refuse_other_keys();
        }
    } else {
        quant.parts.push_back(parse_part(table));
    }
    table.refuse_other_keys();
    return quant;
}

// "owner/name": a part of a URL and of a path.
std::optional<std::string> parse_repository(TomlTable& table) {
    const auto repository = table.optional_text("repository");
    if (repository && !is_repository_name(*repository)) {
        table.fail("repository", "'" + *repository + "' is no repository", "Write OWNER/NAME.");
    }
    return repository;
}

}  // namespace

bool is_repository_name(std::string_view name) {
    const auto slash = name.find('/');
    const auto is_word = [](std::string_view word) {
        const auto fits = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ||
                   c == '.';
        };
        return !word.empty() && word.front() != '.' && std::all_of(word.begin(), word.end(), fits);
    };
    return slash != std::string_view::npos && is_word(name.substr(0, slash)) &&
           is_word(name.substr(slash + 1));
}

ModelConfig parse_model_config(std::string_view text, const std::string& file) {
    auto table = TomlTable::parse(text, file);
    ModelConfig model;
    model.name = table.text("name");
    if (model.name != std::filesystem::path(file).stem()) {
        table.fail("name", "'" + model.name + "' should be the name of the file");
    }
    model.description = table.text("description");
    model.kind = parse_kind(table);
    model.architecture = table.text("architecture");
    model.parameters_total = positive(table, "parameters_total");
    model.parameters_active = positive(table, "parameters_active");
    model.licence = table.optional_text("licence");
    model.licence_gated = table.optional_flag("licence_gated").value_or(false);
    model.chat_format = table.optional_text("chat_format");
    model.reasoning = table.optional_flag("reasoning").value_or(false);
    model.repository = parse_repository(table);
    model.source = table.optional_text("source");
    if (!model.repository && !model.source) {
        table.fail(
            "repository", "'repository' is missing",
            "Name the Hub's repository OWNER/NAME, or in 'source' where the files are found.");
    }
    for (auto& entry : table.tables("quant")) {
        auto quant = parse_quant(entry);
        const auto same = [&](const QuantConfig& other) { return other.name == quant.name; };
        if (std::any_of(model.quants.begin(), model.quants.end(), same)) {
            entry.fail("name", "quantisation '" + quant.name + "' appears twice");
        }
        model.quants.push_back(std::move(quant));
    }
    table.refuse_other_keys();
    return model;
}

}  // namespace edgebench
