#include "host/catalog/gguf_metadata.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <string_view>

namespace edgebench {
namespace {

// Numbers of GGUF's value types.
enum ValueType : std::uint32_t {
    uint8_value,
    int8_value,
    uint16_value,
    int16_value,
    uint32_value,
    int32_value,
    float32_value,
    bool_value,
    string_value,
    array_value,
    uint64_value,
    int64_value,
    float64_value
};

std::uint64_t size_of_value(std::uint32_t type) {
    switch (type) {
        case uint8_value:
        case int8_value:
        case bool_value:
            return 1;
        case uint16_value:
        case int16_value:
            return 2;
        case uint32_value:
        case int32_value:
        case float32_value:
            return 4;
        case uint64_value:
        case int64_value:
        case float64_value:
            return 8;
        default:
            refuse_gguf("has metadata of an unknown type (" + std::to_string(type) + ")");
    }
}

bool is_used(std::string_view key) {
    constexpr std::array k_keys{
        "general.architecture", "general.type",           "general.name", "general.file_type",
        "general.alignment",    "tokenizer.ggml.tokens",  "split.no",     "split.count",
        "split.tensors.count",  "tokenizer.chat_template"};
    // Behind the name of the architecture.
    constexpr std::array k_endings{".context_length",
                                   ".vocab_size",
                                   ".embedding_length",
                                   ".block_count",
                                   ".feed_forward_length",
                                   ".expert_feed_forward_length",
                                   ".expert_count",
                                   ".expert_used_count",
                                   ".attention.head_count",
                                   ".attention.head_count_kv",
                                   ".attention.key_length",
                                   ".attention.value_length",
                                   ".attention.sliding_window"};
    return std::ranges::find(k_keys, key) != k_keys.end() ||
           std::ranges::any_of(k_endings, [key](auto ending) { return key.ends_with(ending); });
}

template <std::integral T>
std::optional<std::uint64_t> integer(GgufBytes& bytes) {
    const auto value = bytes.number<T>();
    return value < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(value));
}

// Nothing for what is no whole number, or negative.
std::optional<std::uint64_t> read_number(GgufBytes& bytes, std::uint32_t type) {
    switch (type) {
        case uint8_value:
            return integer<std::uint8_t>(bytes);
        case int8_value:
            return integer<std::int8_t>(bytes);
        case uint16_value:
            return integer<std::uint16_t>(bytes);
        case int16_value:
            return integer<std::int16_t>(bytes);
        case uint32_value:
            return integer<std::uint32_t>(bytes);
        case int32_value:
            return integer<std::int32_t>(bytes);
        case uint64_value:
            return integer<std::uint64_t>(bytes);
        case int64_value:
            return integer<std::int64_t>(bytes);
        default:
            bytes.skip(1, size_of_value(type));
            return std::nullopt;
    }
}

struct Entry {
    std::string key;
    bool used = false;
};

void read_array(GgufBytes& bytes, const Entry& entry, GgufMetadata& metadata) {
    constexpr std::uint64_t k_most_kept = 4096;  // layers
    const auto type = bytes.number<std::uint32_t>();
    if (type == array_value) refuse_gguf("has nested arrays in its metadata");
    if (type == string_value) {
        const auto count = bytes.count(sizeof(std::uint64_t));
        for (auto left = count; left > 0; --left) {
            bytes.expect(left, sizeof(std::uint64_t));
            bytes.skip_text();
        }
        if (entry.used) metadata.array_sizes[entry.key] = count;
        return;
    }
    const auto count = bytes.number<std::uint64_t>();
    if (!entry.used || count > k_most_kept) {
        bytes.skip(count, size_of_value(type));
        return;
    }
    auto& numbers = metadata.numbers[entry.key];
    numbers.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
        numbers.push_back(read_number(bytes, type).value_or(0));
    }
}

void read_entry(GgufBytes& bytes, GgufMetadata& metadata) {
    constexpr std::size_t k_longest_kept = 1024;
    Entry entry{std::string(bytes.text().substr(0, k_longest_kept))};
    entry.used = is_used(entry.key);
    const auto type = bytes.number<std::uint32_t>();
    if (type == string_value) {
        if (entry.used) {
            metadata.texts[entry.key] = bytes.text().substr(0, k_longest_kept);
        } else {
            bytes.skip_text();
        }
    } else if (type == array_value) {
        read_array(bytes, entry, metadata);
    } else if (const auto number = read_number(bytes, type); number && entry.used) {
        metadata.numbers[entry.key] = {*number};
    }
}

}  // namespace

std::optional<std::string> GgufMetadata::text(const std::string& key) const {
    const auto found = texts.find(key);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::uint64_t> GgufMetadata::list(const std::string& key) const {
    const auto found = numbers.find(key);
    return found == numbers.end() ? std::vector<std::uint64_t>{} : found->second;
}

std::optional<std::uint64_t> GgufMetadata::number(const std::string& key) const {
    const auto found = numbers.find(key);
    if (found == numbers.end() || found->second.empty()) return std::nullopt;
    return *std::ranges::max_element(found->second);
}

GgufMetadata read_gguf_metadata(GgufBytes& bytes, std::uint64_t entries) {
    GgufMetadata metadata;
    for (auto left = entries; left > 0; --left) {
        bytes.expect(left, k_smallest_gguf_entry);
        read_entry(bytes, metadata);
    }
    return metadata;
}

}  // namespace edgebench
