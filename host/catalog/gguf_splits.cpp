#include "host/catalog/gguf_splits.hpp"

#include "protocol/error.hpp"

#include <array>
#include <cstdio>
#include <string>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse_part(const fs::path& file, const std::string& what,
                              const std::string& hint) {
    throw Error(ErrorCode::configuration, "the model file " + file.string() + " " + what, hint);
}

// "-00001-of-00003.gguf"
std::string part_ending(std::int64_t number, std::int64_t count) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "-%05lld-of-%05lld.gguf",
                  static_cast<long long>(number + 1), static_cast<long long>(count));
    return text.data();
}

std::string part_words(const GgufSplit& split) {
    return "part " + std::to_string(split.number + 1) + " of " + std::to_string(split.count);
}

// The name without what numbers the part.
std::string stem_of(const fs::path& first, const GgufSplit& split) {
    const auto name = first.filename().string();
    const auto ending = part_ending(split.number, split.count);
    if (split.number != 0) {
        refuse_part(first, "is " + part_words(split), "Name the first part: it finds the others.");
    }
    if (!name.ends_with(ending)) {
        refuse_part(first, "is " + part_words(split) + " and not named so",
                    "llama.cpp finds the other parts by the name: call it NAME" + ending + ".");
    }
    return name.substr(0, name.size() - ending.size());
}

void add_tensors(const GgufHeader& part, GgufHeader& whole) {
    whole.tensors += part.tensors;
    whole.tensor_bytes += part.tensor_bytes;
    if (whole.main_tensor_type.empty()) whole.main_tensor_type = part.main_tensor_type;
    whole.parameters += part.parameters;
    for (const auto& [type, bytes] : part.matrix_bytes) whole.matrix_bytes[type] += bytes;
}

GgufHeader read_part(const fs::path& file, const GgufSplit& expected) {
    std::error_code error;
    if (!fs::exists(file, error)) {
        throw Error(
            ErrorCode::configuration,
            "there is no model file " + file.string() + ", which is " + part_words(expected),
            "Put all parts into one folder.");
    }
    auto header = read_gguf(file);
    if (header.split != expected) {
        refuse_part(file,
                    header.split ? "says that it is " + part_words(*header.split) + " with " +
                                       std::to_string(header.split->tensors) + " tensors"
                                 : "is a whole model",
                    "Wanted is " + part_words(expected) + " with " +
                        std::to_string(expected.tensors) +
                        " tensors: get all parts from the same place.");
    }
    return header;
}

}  // namespace

GgufParts read_gguf_parts(const fs::path& first) {
    GgufParts parts{{first}, read_gguf(first)};
    if (!parts.header.split) return parts;
    const auto split = *parts.header.split;
    const auto stem = stem_of(first, split);
    for (std::int64_t number = 1; number < split.count; ++number) {
        const auto file = first.parent_path() / (stem + part_ending(number, split.count));
        add_tensors(read_part(file, {number, split.count, split.tensors}), parts.header);
        parts.files.push_back(file);
    }
    if (parts.header.tensors != split.tensors) {
        refuse_part(first,
                    "and its other parts hold " + std::to_string(parts.header.tensors) +
                        " tensors of " + std::to_string(split.tensors),
                    "Copy or download them again.");
    }
    return parts;
}

}  // namespace edgebench
