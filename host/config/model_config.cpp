#include "host/config/model_config.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/toml_table.hpp"
#include "protocol/bytes.hpp"

#include <algorithm>
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

QuantConfig parse_quant(TomlTable& table) {
    QuantConfig quant;
    quant.name = table.text("name");
    if (!is_quant_name(quant.name)) {
        table.fail("name", "'" + quant.name + "' is no name of a quantisation",
                   "Lower case, digits and '_', as in q4_k_m.");
    }
    quant.file = table.text("file");
    if (quant.file.find('/') != std::string::npos) {
        table.fail("file", "'" + quant.file + "' should be a file name, not a path",
                   "Files are looked for in the models folder (EDGEBENCH_MODELS).");
    }
    quant.sha256 = table.optional_text("sha256");
    if (quant.sha256 && !is_sha256_hex(*quant.sha256)) {
        table.fail("sha256", "'sha256' should be 64 lower-case hexadecimal digits");
    }
    table.refuse_other_keys();
    return quant;
}

}  // namespace

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
    model.parameters_total = table.optional_integer("parameters_total");
    if (model.parameters_total && *model.parameters_total <= 0) {
        table.fail("parameters_total", "'parameters_total' should be above 0");
    }
    model.licence = table.optional_text("licence");
    model.chat_format = table.optional_text("chat_format");
    model.source = table.text("source");
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
