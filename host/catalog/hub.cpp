#include "host/catalog/hub.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/model_config.hpp"
#include "protocol/codec.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace edgebench {
namespace {

constexpr std::string_view k_prefix = "hf:";
constexpr const char* k_endpoint = "https://huggingface.co";

// Folders within a repository are allowed, ways out of it are not.
bool is_file_in_repository(std::string_view file) {
    return file.ends_with(".gguf") && file.front() != '/' && file.find("..") == std::string::npos;
}

// RFC 3986: what stands for itself in a path; the slashes of folders stay.
std::string url_path(const std::string& path) {
    constexpr char k_digits[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string::npos) {
            text += c;
        } else {
            text += {'%', k_digits[byte >> 4], k_digits[byte & 15]};
        }
    }
    return text;
}

std::string folded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        result += c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

// "Qwen2.5-3B-Instruct-Q4_K_M.gguf" and "phi-2.Q4_K_M.gguf" hold "q4_k_m"; "…-IQ4_XS" no "q4".
bool names_quant(const std::string& file, const std::string& quant) {
    const auto name = folded(file.substr(0, file.size() - std::string_view(".gguf").size()));
    const auto at = name.rfind(quant);
    if (at == std::string::npos) return false;
    const auto is_edge = [&](std::size_t i) {
        return std::isalnum(static_cast<unsigned char>(name[i])) == 0;
    };
    const auto end = at + quant.size();
    return (at == 0 || is_edge(at - 1)) && end == name.size();
}

std::vector<std::string> gguf_files(std::string_view listing, const std::string& repository) {
    const auto json = Json::parse(listing, nullptr, false);
    if (!json.is_array()) {
        throw Error(ErrorCode::protocol, "the Hub's list of files of " + repository + " is no list",
                    "Name the file: hf:" + repository + ":FILE.gguf");
    }
    std::vector<std::string> files;
    for (const auto& entry : json) {
        if (!entry.is_object() || !entry.contains("path") || !entry["path"].is_string()) continue;
        auto path = entry["path"].get<std::string>();
        if (is_file_in_repository(path)) files.push_back(std::move(path));
    }
    return files;
}

}  // namespace

std::optional<HubReference> parse_hub_reference(std::string_view text) {
    if (!text.starts_with(k_prefix)) return std::nullopt;
    text.remove_prefix(k_prefix.size());
    const auto colon = text.find(':');
    HubReference reference{std::string(text.substr(0, colon)), std::nullopt};
    if (colon != std::string::npos) reference.file = text.substr(colon + 1);
    const bool good = is_repository_name(reference.repository) &&
                      (!reference.file || is_file_in_repository(*reference.file));
    if (good) return reference;
    throw Error(ErrorCode::usage, "'hf:" + std::string(text) + "' names nothing on the Hub",
                "Write hf:OWNER/NAME, or hf:OWNER/NAME:FILE.gguf for one of its files.");
}

HubAccess hub_access(const Environment& environment) {
    HubAccess hub{environment("HF_ENDPOINT").value_or(k_endpoint), environment("HF_TOKEN")};
    while (hub.endpoint.ends_with('/')) hub.endpoint.pop_back();
    const bool is_url = hub.endpoint.starts_with("https://") || hub.endpoint.starts_with("http://");
    if (is_url) return hub;
    throw Error(ErrorCode::configuration, "HF_ENDPOINT is no URL: " + hub.endpoint,
                "It should begin with https://; unset it to use the Hub itself.");
}

std::string file_url(const HubAccess& hub, const std::string& repository, const std::string& file) {
    return hub.endpoint + "/" + repository + "/resolve/main/" + url_path(file);
}

std::string list_url(const HubAccess& hub, const std::string& repository) {
    return hub.endpoint + "/api/models/" + repository + "/tree/main?recursive=true";
}

std::string page_url(const HubAccess& hub, const std::string& repository) {
    return hub.endpoint + "/" + repository;
}

std::string file_of_quant(std::string_view listing, const std::string& repository,
                          const std::string& quant) {
    const auto all = gguf_files(listing, repository);
    std::vector<std::string> fitting;
    std::copy_if(all.begin(), all.end(), std::back_inserter(fitting),
                 [&](const std::string& file) { return names_quant(file, folded(quant)); });
    if (fitting.size() == 1) return fitting.front();
    const auto hint =
        fitting.empty() ? did_you_mean(quant, all, "files") : did_you_mean("", fitting, "files");
    throw Error(ErrorCode::configuration,
                (fitting.empty() ? "no file of " : "more than one file of ") + repository +
                    " is named after the quantisation '" + quant + "'",
                (hint.empty() ? "" : hint + " ") + "Name it: hf:" + repository + ":FILE.gguf");
}

}  // namespace edgebench
