#include "host/catalog/prompt_set.hpp"

#include "host/config/did_you_mean.hpp"
#include "host/config/text_file.hpp"
#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace edgebench {
namespace {

const std::vector<std::string> k_scorers{"exact_match", "contains", "rouge_l"};
const std::vector<std::string> k_keys{"id", "prompt", "reference", "scorers"};

[[noreturn]] void refuse_set(const std::string& what, const std::string& hint = {}) {
    throw Error(ErrorCode::configuration, what, hint);
}

const std::string& text_of(const Json& value, const std::string& key) {
    if (!value.is_string()) refuse_set("'" + key + "' should be text");
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty()) refuse_set("'" + key + "' is empty");
    return text;
}

std::vector<std::string> parse_scorers(const Json& value) {
    if (!value.is_array()) refuse_set("'scorers' should be a list");
    std::vector<std::string> scorers;
    for (const auto& item : value) {
        const auto& name = text_of(item, "scorers");
        if (std::find(k_scorers.begin(), k_scorers.end(), name) == k_scorers.end()) {
            refuse_set("there is no scorer '" + name + "'",
                       did_you_mean(name, k_scorers, "scorers"));
        }
        const bool known = std::find(scorers.begin(), scorers.end(), name) != scorers.end();
        if (known) refuse_set("the scorer '" + name + "' appears twice");
        scorers.push_back(name);
    }
    return scorers;
}

Prompt parse_prompt(const Json& object) {
    if (!object.is_object()) refuse_set("a prompt should be a JSON object");
    Prompt prompt;
    for (const auto& [key, value] : object.items()) {
        if (key == "id") {
            prompt.id = text_of(value, key);
        } else if (key == "prompt") {
            prompt.text = text_of(value, key);
        } else if (key == "reference") {
            prompt.reference = text_of(value, key);
        } else if (key == "scorers") {
            prompt.scorers = parse_scorers(value);
        } else {
            refuse_set("unknown key '" + key + "'", did_you_mean(key, k_keys, "keys"));
        }
    }
    if (prompt.id.empty()) refuse_set("'id' is missing");
    if (prompt.text.empty()) refuse_set("'prompt' is missing");
    if (!prompt.scorers.empty() && !prompt.reference) {
        refuse_set("'scorers' needs a 'reference' to compare the answer with");
    }
    return prompt;
}

Prompt parse_line(std::string_view line) {
    const auto object = Json::parse(line, nullptr, false);
    if (object.is_discarded()) refuse_set("is not JSON");
    return parse_prompt(object);
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

PromptSet parse_prompt_set(std::string_view text, const std::string& file) {
    PromptSet set;
    set.name = std::filesystem::path(file).stem();
    set.sha256 = to_hex(sha256(text));
    std::set<std::string> ids;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (is_blank(line)) continue;
        try {
            set.prompts.push_back(parse_line(line));
            const auto& id = set.prompts.back().id;
            if (!ids.insert(id).second) refuse_set("the id '" + id + "' appears twice");
        } catch (const Error& error) {
            throw error.with_context(file + ":" + std::to_string(number));
        }
    }
    if (set.prompts.empty()) refuse_set(file + " holds no prompts");
    return set;
}

PromptSet load_prompt_set(const std::string& name_or_file, const Paths& paths) {
    const bool is_path =
        name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".jsonl");
    if (is_path) return parse_prompt_set(read_text_file(name_or_file), name_or_file);
    const auto file = paths.config_file("prompts", name_or_file + ".jsonl");
    if (!file) {
        refuse_set(
            "there is no prompt set '" + name_or_file + "'",
            did_you_mean(name_or_file, paths.config_names("prompts", ".jsonl"), "prompt sets"));
    }
    return parse_prompt_set(read_text_file(*file), file->string());
}

}  // namespace edgebench
