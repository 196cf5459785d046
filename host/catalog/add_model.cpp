#include "host/catalog/add_model.hpp"

#include "host/catalog/gguf.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <system_error>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

bool is_model_name(const std::string& name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), fits);
}

// "Qwen2.5-3B-Instruct-Q4_K_M.gguf" of q4_k_m: "qwen2.5-3b-instruct".
std::string name_after(const fs::path& file, const std::string& quant) {
    std::string name = file.stem();
    for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (name.size() > quant.size() && name.ends_with(quant)) {
        name.resize(name.size() - quant.size());
        name.erase(name.find_last_not_of("-._") + 1);
    }
    return name;
}

// A basic string of TOML.
std::string quoted_for_toml(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            result += ' ';
            continue;
        }
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

std::string config_text(const AddedModel& model, const GgufHeader& header, const fs::path& file) {
    std::string text = "name = " + quoted_for_toml(model.name) + "\n";
    text += "description = " + quoted_for_toml(header.name.value_or("added by hand")) + "\n";
    text += "kind = \"language\"\n";
    text += "architecture = " + quoted_for_toml(header.architecture) + "\n";
    text += "parameters_total = " + std::to_string(header.parameters) + "\n";
    text += "source = \"this computer\"\n\n[[quant]]\n";
    text += "name = " + quoted_for_toml(model.quant) + "\n";
    return text + "file = " + quoted_for_toml(file.string()) + "\n";
}

}  // namespace

AddedModel add_model(const fs::path& file, const std::optional<std::string>& name,
                     const Paths& paths) {
    const auto header = read_gguf(file);
    AddedModel added;
    added.quant = header.quantisation.value_or(header.main_tensor_type);
    added.name = name.value_or(name_after(file, added.quant));
    if (!is_model_name(added.name)) {
        throw Error(ErrorCode::configuration, "'" + added.name + "' cannot be a model's name",
                    "Give one of lower-case letters, digits, '.', '-' and '_' with --name.");
    }
    added.config_file = paths.user_configs() / "models" / (added.name + ".toml");
    std::error_code error;
    if (fs::exists(added.config_file, error)) {
        throw Error(ErrorCode::configuration,
                    "there is already a model of your own called '" + added.name + "'",
                    "Give another --name, or edit " + added.config_file.string() + ".");
    }
    fs::create_directories(added.config_file.parent_path(), error);
    std::ofstream stream(added.config_file);
    stream << config_text(added, header, fs::absolute(file));
    stream.close();
    if (stream) return added;
    fs::remove(added.config_file, error);
    throw Error(ErrorCode::host, "cannot write " + added.config_file.string(),
                "Is the folder yours, and is the disk full?");
}

}  // namespace edgebench
