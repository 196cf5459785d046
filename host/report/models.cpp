#include "host/report/models.hpp"

#include "host/report/numbers.hpp"
#include "host/report/run_json.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/table.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {
namespace {

using OrderedModelJson = nlohmann::ordered_json;

// "3.09 B"
TableCell billions(const std::optional<std::int64_t>& parameters) {
    if (!parameters) return {};
    const auto count = static_cast<double>(*parameters);
    return count < 999.5e6 ? significant(count / 1e6) + " M" : significant(count / 1e9) + " B";
}

// Nothing when the size of one part is not known.
std::optional<std::int64_t> size_of(const QuantConfig& quant) {
    std::int64_t sum = 0;
    for (const auto& part : quant.parts) {
        if (!part.size_bytes) return std::nullopt;
        sum += *part.size_bytes;
    }
    return sum;
}

std::string quants_in_words(const ListedModel& model) {
    std::string text;
    for (const auto& quant : model.quants) {
        text += (text.empty() ? "" : " ") + quant.config.name + (quant.here ? "*" : "");
    }
    return text;
}

std::string standard_in_words(const VerifiedFile& file) {
    if (!file.right) return "WRONG: not the bytes that it should have";
    switch (file.standard) {
        case HashStandard::catalogue:
            return "right, as the catalogue says";
        case HashStandard::first_use:
            return "the same as at its first use";
        case HashStandard::none:
            return "nothing to compare with";
    }
    return {};
}

std::string traits_of(const ModelConfig& config) {
    std::string text;
    if (config.kind == ModelKind::synthetic) text += "synthetic: random weights\n";
    if (config.reasoning)
        text += "reasoning: thinks in its answer, which costs tokens and energy\n";
    if (config.licence_gated) text += "its publisher wants the licence accepted\n";
    return text;
}

OrderedModelJson part_json(const ModelPart& part, const std::string& place) {
    auto object = OrderedModelJson::object();
    object["file"] = part.file;
    object["path"] = place;
    object["size_bytes"] =
        part.size_bytes ? OrderedModelJson(*part.size_bytes) : OrderedModelJson();
    object["sha256"] = part.sha256 ? OrderedModelJson(*part.sha256) : OrderedModelJson();
    return object;
}

OrderedModelJson quant_json(const ListedQuant& quant) {
    auto object = OrderedModelJson::object();
    object["name"] = quant.config.name;
    object["here"] = quant.here;
    object["parts"] = OrderedModelJson::array();
    for (std::size_t i = 0; i < quant.config.parts.size(); ++i) {
        object["parts"].push_back(part_json(quant.config.parts[i], quant.places[i]));
    }
    return object;
}

template <class T>
OrderedModelJson or_null(const std::optional<T>& value) {
    return value ? OrderedModelJson(*value) : OrderedModelJson();
}

OrderedModelJson model_json(const ListedModel& model) {
    const auto& config = model.config;
    auto object = OrderedModelJson::object();
    object["name"] = config.name;
    object["description"] = config.description;
    object["synthetic"] = config.kind == ModelKind::synthetic;
    object["architecture"] = config.architecture;
    object["parameters_total"] = or_null(config.parameters_total);
    object["parameters_active"] = or_null(config.parameters_active);
    object["licence"] = or_null(config.licence);
    object["licence_gated"] = config.licence_gated;
    object["chat_format"] = or_null(config.chat_format);
    object["reasoning"] = config.reasoning;
    object["repository"] = or_null(config.repository);
    object["source"] = or_null(config.source);
    object["quants"] = OrderedModelJson::array();
    for (const auto& quant : model.quants) object["quants"].push_back(quant_json(quant));
    return object;
}

std::string document(const char* key, OrderedModelJson list) {
    auto object = OrderedModelJson::object();
    object["schema_version"] = k_json_schema_version;
    object[key] = std::move(list);
    return object.dump(2, ' ', false, OrderedModelJson::error_handler_t::replace) + "\n";
}

}  // namespace

std::string models_text(const std::vector<ListedModel>& models, std::optional<std::size_t> width) {
    Table table;
    table.columns = {"model", "weights", "active", "licence", "quantisations (* is here)"};
    for (const auto& model : models) {
        const auto& config = model.config;
        table.rows.push_back(
            {config.name, billions(config.parameters_total), billions(config.parameters_active),
             config.licence ? TableCell(*config.licence) : TableCell(), quants_in_words(model)});
    }
    return table_text(table, width);
}

std::string model_text(const ListedModel& model, std::optional<std::size_t> width) {
    const auto& config = model.config;
    std::string text = config.name + ": " + config.description + "\n";
    text += "architecture " + config.architecture;
    if (config.licence) text += ", licence " + *config.licence;
    if (config.chat_format) text += ", chat format " + *config.chat_format;
    text += "\n" + traits_of(config);
    text += "from " + config.repository.value_or(config.source.value_or("")) + "\n\n";
    Table table;
    table.columns = {"quantisation", "size", "here", "SHA-256", "file"};
    for (const auto& quant : model.quants) {
        const auto size = size_of(quant.config);
        const auto& first = quant.config.parts.front();
        const auto others = quant.config.parts.size() - 1;
        table.rows.push_back(
            {quant.config.name, size ? TableCell(data_size(*size)) : TableCell(),
             std::string(quant.here ? "yes" : "no"),
             first.sha256 ? TableCell(first.sha256->substr(0, 12)) : TableCell(),
             first.file + (others > 0 ? " and " + std::to_string(others) + " more" : "")});
    }
    return safe_text(text, LineBreaks::keep) + table_text(table, width);
}

std::string models_json(const std::vector<ListedModel>& models) {
    auto list = OrderedModelJson::array();
    for (const auto& model : models) list.push_back(model_json(model));
    return document("models", std::move(list));
}

std::string verified_text(const std::vector<VerifiedFile>& files,
                          std::optional<std::size_t> width) {
    Table table;
    table.columns = {"model", "quantisation", "bytes", "file"};
    for (const auto& file : files) {
        table.rows.push_back({file.model, file.quant, standard_in_words(file), file.path});
    }
    return table_text(table, width);
}

std::string verified_json(const std::vector<VerifiedFile>& files) {
    auto list = OrderedModelJson::array();
    for (const auto& file : files) {
        auto object = OrderedModelJson::object();
        object["model"] = file.model;
        object["quant"] = file.quant;
        object["path"] = file.path;
        object["sha256"] = file.sha256;
        object["compared_with"] =
            file.standard == HashStandard::catalogue   ? OrderedModelJson("catalogue")
            : file.standard == HashStandard::first_use ? OrderedModelJson("first use")
                                                       : OrderedModelJson();
        object["right"] =
            file.standard == HashStandard::none ? OrderedModelJson() : OrderedModelJson(file.right);
        list.push_back(std::move(object));
    }
    return document("files", std::move(list));
}

}  // namespace edgebench::report
