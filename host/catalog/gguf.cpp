#include "host/catalog/gguf.hpp"

#include "host/catalog/gguf_types.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>

namespace edgebench {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is read as it lies in memory");

// More than the largest known headers hold (8 MB: vocabularies of 256,000 tokens).
constexpr std::uint64_t k_max_header = 256ULL << 20;
constexpr std::size_t k_first_read = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& what, const std::string& hint = {}) {
    throw Error(ErrorCode::configuration, what, hint);
}

struct NeedMore {};  // the header goes on behind what was given

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
            refuse("has metadata of an unknown type (" + std::to_string(type) + ")");
    }
}

class Reader {
  public:
    Reader(ByteView head, std::uint64_t file_size) : head_(head), file_size_(file_size) {}

    template <class T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string_view text() {
        const auto bytes = take(number<std::uint64_t>());
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    void skip(std::uint64_t count, std::uint64_t size) {
        if (count > file_size_ / size) refuse("is truncated or damaged in its header");
        take(count * size);
    }
    // How many things of at least `size` bytes each follow.
    std::uint64_t count(std::uint64_t size) {
        const auto value = number<std::uint64_t>();
        if (value > file_size_ / size) {
            refuse("is damaged: its header promises " + std::to_string(value) + " entries");
        }
        return value;
    }
    std::uint64_t position() const { return position_; }

  private:
    ByteView take(std::uint64_t size) {
        if (size > file_size_ - position_) {
            refuse("is truncated: it ends within its header", "Copy or download the file again.");
        }
        if (size > head_.size() - position_) throw NeedMore{};
        const auto bytes = head_.subspan(position_, size);
        position_ += size;
        return bytes;
    }

    ByteView head_;
    std::uint64_t file_size_;
    std::uint64_t position_ = 0;
};

// The metadata that edgebench uses; values of other keys are skipped.
struct Metadata {
    std::map<std::string, std::uint64_t> numbers;
    std::map<std::string, std::string> texts;
    std::map<std::string, std::uint64_t> array_sizes;

    std::optional<std::uint64_t> number(const std::string& key) const {
        const auto found = numbers.find(key);
        return found == numbers.end() ? std::nullopt : std::optional(found->second);
    }
};

bool is_used(std::string_view key) {
    return key == "general.architecture" || key == "general.name" || key == "general.file_type" ||
           key == "general.alignment" || key.ends_with(".context_length") ||
           key.ends_with(".vocab_size") || key == "tokenizer.ggml.tokens";
}

std::uint64_t read_array(Reader& reader) {
    const auto type = reader.number<std::uint32_t>();
    if (type == array_value) refuse("has nested arrays in its metadata");
    if (type != string_value) {
        const auto count = reader.number<std::uint64_t>();
        reader.skip(count, size_of_value(type));
        return count;
    }
    const auto count = reader.count(sizeof(std::uint64_t));
    for (std::uint64_t i = 0; i < count; ++i) reader.text();
    return count;
}

void read_entry(Reader& reader, Metadata& metadata) {
    constexpr std::size_t k_longest_kept = 1024;
    const auto key = std::string(reader.text().substr(0, k_longest_kept));
    const auto type = reader.number<std::uint32_t>();
    const bool used = is_used(key);
    if (type == string_value) {
        const auto text = reader.text().substr(0, k_longest_kept);
        if (used) metadata.texts[key] = text;
    } else if (type == array_value) {
        const auto count = read_array(reader);
        if (used) metadata.array_sizes[key] = count;
    } else if (used && type == uint32_value) {
        metadata.numbers[key] = reader.number<std::uint32_t>();
    } else if (used && type == uint64_value) {
        metadata.numbers[key] = reader.number<std::uint64_t>();
    } else {
        reader.skip(1, size_of_value(type));
    }
}

struct Tensors {
    std::map<std::string_view, std::uint64_t> parameters;  // by type
    std::uint64_t total = 0;                               // parameters
    std::uint64_t bytes = 0;                               // of all tensors
    std::uint64_t data_end = 0;  // behind the beginning of the tensor data
};

std::uint64_t checked_product(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t k_most = std::numeric_limits<std::int64_t>::max();
    if (b != 0 && a > k_most / b) refuse("is damaged: it has a tensor of absurd size");
    return a * b;
}

void read_tensor(Reader& reader, Tensors& tensors, std::uint64_t file_size) {
    constexpr std::uint32_t k_max_dimensions = 4;
    reader.text();
    const auto dimensions = reader.number<std::uint32_t>();
    if (dimensions > k_max_dimensions) refuse("is damaged: it has a tensor of absurd shape");
    std::uint64_t elements = 1;
    std::uint64_t row = 1;
    for (std::uint32_t i = 0; i < dimensions; ++i) {
        const auto size = reader.number<std::uint64_t>();
        if (i == 0) row = size;
        elements = checked_product(elements, size);
    }
    const auto number = reader.number<std::uint32_t>();
    const auto type = tensor_type(number);
    if (!type) refuse("has a tensor of unknown type " + std::to_string(number));
    if (row % type->block != 0) refuse("is damaged: it has a tensor of absurd shape");
    const auto offset = reader.number<std::uint64_t>();
    const auto size = checked_product(elements / type->block, type->bytes);
    if (offset > file_size || size > file_size - offset) {
        refuse(
            "is truncated: its tensors need more than its " + std::to_string(file_size) + " bytes",
            "Copy or download the file again.");
    }
    tensors.parameters[type->name] += elements;
    tensors.bytes += size;
    if (tensors.bytes > file_size) refuse("is damaged: its tensors overlap");
    tensors.total += elements;  // at most 8 in a byte
    tensors.data_end = std::max(tensors.data_end, offset + size);
}

void require_whole(std::uint64_t data_begin, const Tensors& tensors, std::uint64_t file_size) {
    if (data_begin <= file_size && tensors.data_end <= file_size - data_begin) return;
    refuse("is truncated: it has " + std::to_string(file_size) + " bytes and its tensors end at " +
               std::to_string(data_begin + tensors.data_end),
           "Copy or download the file again.");
}

std::uint64_t aligned(std::uint64_t position, const Metadata& metadata) {
    constexpr std::uint64_t k_default_alignment = 32;
    const auto alignment = metadata.number("general.alignment").value_or(k_default_alignment);
    if (alignment == 0 || alignment > (1U << 20) || !std::has_single_bit(alignment)) {
        refuse("is damaged: its alignment is " + std::to_string(alignment));
    }
    return (position + alignment - 1) / alignment * alignment;
}

std::optional<std::int64_t> count_of(std::optional<std::uint64_t> value) {
    constexpr std::uint64_t k_absurd = std::uint64_t{1} << 31;
    if (!value || *value == 0 || *value >= k_absurd) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

GgufHeader describe(const Metadata& metadata, const Tensors& tensors) {
    GgufHeader header;
    const auto architecture = metadata.texts.find("general.architecture");
    if (architecture == metadata.texts.end()) refuse("does not say its architecture");
    header.architecture = architecture->second;
    const auto name = metadata.texts.find("general.name");
    if (name != metadata.texts.end()) header.name = name->second;
    if (const auto file_type = metadata.number("general.file_type")) {
        header.quantisation = quantisation_of_file_type(*file_type);
    }
    const auto most =
        std::max_element(tensors.parameters.begin(), tensors.parameters.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    header.main_tensor_type = most->first;
    header.parameters = static_cast<std::int64_t>(tensors.total);
    header.context_tokens = count_of(metadata.number(header.architecture + ".context_length"));
    header.vocabulary = count_of(metadata.number(header.architecture + ".vocab_size"));
    const auto tokens = metadata.array_sizes.find("tokenizer.ggml.tokens");
    if (tokens != metadata.array_sizes.end()) header.vocabulary = count_of(tokens->second);
    return header;
}

GgufHeader parse(Reader reader, std::uint64_t file_size) {
    constexpr std::uint32_t k_magic = 0x46554747;  // "GGUF"
    if (file_size < sizeof k_magic || reader.number<std::uint32_t>() != k_magic) {
        refuse("is not a GGUF file", "edgebench runs models in llama.cpp's GGUF format.");
    }
    const auto version = reader.number<std::uint32_t>();
    if (version != 2 && version != 3) {
        refuse("is GGUF of version " + std::to_string(version), "Versions 2 and 3 are supported.");
    }
    constexpr std::uint64_t k_smallest_tensor = 24;
    constexpr std::uint64_t k_smallest_entry = 13;
    const auto tensor_count = reader.count(k_smallest_tensor);
    const auto entry_count = reader.count(k_smallest_entry);
    if (tensor_count == 0) refuse("holds no tensors", "Is it a vocabulary without a model?");
    Metadata metadata;
    for (std::uint64_t i = 0; i < entry_count; ++i) read_entry(reader, metadata);
    Tensors tensors;
    for (std::uint64_t i = 0; i < tensor_count; ++i) read_tensor(reader, tensors, file_size);
    require_whole(aligned(reader.position(), metadata), tensors, file_size);
    return describe(metadata, tensors);
}

Bytes read_head(std::ifstream& stream, std::uint64_t size) {
    Bytes head(size);
    stream.seekg(0);
    stream.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(size));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    stream.clear();
    return head;
}

GgufHeader read(const std::filesystem::path& file) {
    std::error_code error;
    const std::uint64_t file_size = std::filesystem::file_size(file, error);
    std::ifstream stream(file, std::ios::binary);
    if (error || !stream) refuse("cannot be read", "Check that it is a file that you may read.");
    for (std::uint64_t size = k_first_read;; size *= 8) {
        const auto head = read_head(stream, std::min(size, file_size));
        if (auto header = parse_gguf(head, file_size)) return *header;
        if (head.size() < size) refuse("is truncated: it became shorter while it was read");
        if (size >= k_max_header) refuse("is damaged: its header is absurdly large");
    }
}

}  // namespace

std::optional<GgufHeader> parse_gguf(ByteView head, std::uint64_t file_size) {
    try {
        return parse(Reader(head, file_size), file_size);
    } catch (const NeedMore&) {
        return std::nullopt;
    }
}

GgufHeader read_gguf(const std::filesystem::path& file) {
    try {
        return read(file);
    } catch (const Error& error) {
        throw Error(error.code(), "the model file " + file.string() + " " + error.message(),
                    error.hint());
    }
}

void require_quantisation(const GgufHeader& header, std::string_view asked,
                          const std::filesystem::path& file) {
    // Without a file type the tensors tell the family only: q4_k may be q4_k_m or q4_k_s.
    const bool same = header.quantisation ? *header.quantisation == asked
                                          : asked.starts_with(header.main_tensor_type);
    if (same) return;
    const auto actual = header.quantisation.value_or(header.main_tensor_type);
    throw Error(ErrorCode::configuration,
                "the model file " + file.string() + " is quantised as " + actual + ", not as " +
                    std::string(asked),
                "Say --quant " + actual + ", or name another file.");
}

}  // namespace edgebench
