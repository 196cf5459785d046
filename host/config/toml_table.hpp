#pragma once
// A table of a TOML file, read key by key. What is wrong in it is an Error::configuration that
// names file, line and column. A key that nobody asked for is an error too.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

class TomlTable {
  public:
    // `file` is for messages only.
    static TomlTable parse(std::string_view text, const std::string& file);

    std::string text(const std::string& key);  // required and not empty
    std::optional<std::string> optional_text(const std::string& key);
    std::optional<std::int64_t> optional_integer(const std::string& key);
    std::optional<double> optional_number(const std::string& key);  // 1 and 1.0 alike
    std::optional<bool> optional_flag(const std::string& key);
    std::vector<TomlTable> tables(const std::string& key);  // [[key]], at least one
    bool has(const std::string& key) const;

    // To be called when everything was asked for.
    void refuse_other_keys() const;
    // Throws an error about the value of `key`, or about the table where it has no such key.
    [[noreturn]] void fail(const std::string& key, const std::string& what,
                           const std::string& hint = {}) const;

  private:
    struct Contents;
    explicit TomlTable(std::shared_ptr<const Contents> contents);

    std::shared_ptr<const Contents> contents_;
    std::vector<std::string> asked_;
};

}  // namespace edgebench
