#include "host/config/toml_table.hpp"

#include "host/config/did_you_mean.hpp"
#include "protocol/error.hpp"

// toml++ takes for granted what a hostile text can break ("[\t\0" in 3.3), although its parser
// reports the same a few lines later: it shall neither abort there nor, with NDEBUG, assume it.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

namespace edgebench {
namespace {

[[noreturn]] void throw_at(const std::string& file, const toml::source_region& source,
                           const std::string& what, const std::string& hint) {
    throw Error(ErrorCode::configuration,
                file + ":" + std::to_string(source.begin.line) + ":" +
                    std::to_string(source.begin.column) + ": " + what,
                hint);
}

// Each dot of a key nests a table, and tables are destroyed by recursion: this keeps both harmless.
constexpr std::size_t longest_line_bytes = 4096;

void refuse_long_lines(std::string_view text, const std::string& file) {
    std::size_t number = 1;
    for (std::size_t begin = 0; begin < text.size(); ++number) {
        const auto end = std::min(text.find('\n', begin), text.size());
        if (end - begin > longest_line_bytes) {
            throw Error(ErrorCode::configuration,
                        file + ":" + std::to_string(number) + ": the line has more than " +
                            std::to_string(longest_line_bytes) + " bytes",
                        "Is this the right file? A long text can be split with \"\"\"...\"\"\".");
        }
        begin = end + 1;
    }
}

}  // namespace

struct TomlTable::Contents {
    std::string file;
    std::shared_ptr<const toml::table> document;  // keeps `table` alive
    const toml::table* table = nullptr;
};

TomlTable::TomlTable(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

TomlTable TomlTable::parse(std::string_view text, const std::string& file) {
    refuse_long_lines(text, file);
    try {
        auto document = std::make_shared<const toml::table>(toml::parse(text));
        const auto* table = document.get();
        return TomlTable(
            std::make_shared<const Contents>(Contents{file, std::move(document), table}));
    } catch (const toml::parse_error& error) {
        throw_at(file, error.source(), std::string(error.description()), {});
    }
}

std::string TomlTable::text(const std::string& key) {
    const auto value = optional_text(key);
    if (!value) fail(key, "'" + key + "' is missing");
    if (value->empty()) fail(key, "'" + key + "' is empty");
    return *value;
}

std::optional<std::string> TomlTable::optional_text(const std::string& key) {
    asked_.push_back(key);
    const toml::node* node = contents_->table->get(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_string()) fail(key, "'" + key + "' should be text in quotes");
    return node->as_string()->get();
}

std::optional<std::int64_t> TomlTable::optional_integer(const std::string& key) {
    asked_.push_back(key);
    const toml::node* node = contents_->table->get(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_integer()) fail(key, "'" + key + "' should be a whole number");
    return node->as_integer()->get();
}

std::optional<double> TomlTable::optional_number(const std::string& key) {
    asked_.push_back(key);
    const toml::node* node = contents_->table->get(key);
    if (node == nullptr) return std::nullopt;
    const auto number = node->value<double>();
    if (!node->is_number() || !number || !std::isfinite(*number)) {
        fail(key, "'" + key + "' should be a number");
    }
    return number;
}

std::vector<TomlTable> TomlTable::tables(const std::string& key) {
    asked_.push_back(key);
    const toml::node* node = contents_->table->get(key);
    if (node == nullptr) fail(key, "there is no [[" + key + "]]");
    if (!node->is_array_of_tables()) fail(key, "'" + key + "' should be tables: [[" + key + "]]");
    std::vector<TomlTable> tables;
    for (const auto& item : *node->as_array()) {
        tables.push_back(TomlTable(std::make_shared<const Contents>(
            Contents{contents_->file, contents_->document, item.as_table()})));
    }
    return tables;
}

void TomlTable::refuse_other_keys() const {
    for (const auto& [key, node] : *contents_->table) {
        const std::string name(key.str());
        if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
        throw_at(contents_->file, key.source(), "unknown key '" + name + "'",
                 did_you_mean(name, asked_, "keys"));
    }
}

void TomlTable::fail(const std::string& key, const std::string& what,
                     const std::string& hint) const {
    const toml::node* node = contents_->table->get(key);
    throw_at(contents_->file, node == nullptr ? contents_->table->source() : node->source(), what,
             hint);
}

}  // namespace edgebench
