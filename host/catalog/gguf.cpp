#include "host/catalog/gguf.hpp"

#include "host/catalog/gguf_bytes.hpp"
#include "host/catalog/gguf_metadata.hpp"
#include "host/catalog/gguf_tensors.hpp"
#include "host/catalog/gguf_types.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <bit>
#include <fstream>

namespace edgebench {
namespace {

std::uint64_t alignment_of(const GgufMetadata& metadata) {
    constexpr std::uint64_t k_default_alignment = 32;
    const auto alignment = metadata.number("general.alignment").value_or(k_default_alignment);
    if (alignment == 0 || alignment > (1U << 20) || !std::has_single_bit(alignment)) {
        refuse_gguf("is damaged: its alignment is " + std::to_string(alignment));
    }
    return alignment;
}

// Nothing for what cannot be a count; 0 is one only where it says so itself.
std::optional<std::int64_t> count_of(std::optional<std::uint64_t> value) {
    constexpr std::uint64_t k_absurd = std::uint64_t{1} << 31;
    if (!value || *value == 0 || *value >= k_absurd) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

std::vector<std::int64_t> counts_of(const std::vector<std::uint64_t>& values) {
    std::vector<std::int64_t> counts;
    for (const auto value : values) counts.push_back(count_of(value).value_or(0));
    return counts;
}

GgufShape shape_of(const GgufMetadata& metadata, const std::string& architecture) {
    const auto count = [&](const char* key) {
        return count_of(metadata.number(architecture + key));
    };
    GgufShape shape;
    shape.layers = count(".block_count");
    shape.embedding = count(".embedding_length");
    shape.feed_forward = count(".feed_forward_length");
    shape.heads = count(".attention.head_count");
    shape.key_value_heads = counts_of(metadata.list(architecture + ".attention.head_count_kv"));
    if (shape.key_value_heads.empty()) {
        shape.key_value_heads = counts_of(metadata.list(architecture + ".attention.head_count"));
    }
    shape.key_length = count(".attention.key_length");
    shape.value_length = count(".attention.value_length");
    shape.experts = count(".expert_count");
    shape.experts_used = count(".expert_used_count");
    shape.expert_feed_forward = count(".expert_feed_forward_length");
    shape.sliding_window = count(".attention.sliding_window");
    return shape;
}

std::optional<GgufSplit> split_of(const GgufMetadata& metadata) {
    const auto count = count_of(metadata.number("split.count"));
    if (!count || *count == 1) return std::nullopt;
    const auto number = metadata.number("split.no").value_or(0);
    if (number >= static_cast<std::uint64_t>(*count)) {
        refuse_gguf("is damaged: it is part " + std::to_string(number + 1) + " of " +
                    std::to_string(*count));
    }
    return GgufSplit{static_cast<std::int64_t>(number), *count,
                     count_of(metadata.number("split.tensors.count")).value_or(0)};
}

// What is said to be a model may be something else in the same format.
void require_model(const GgufMetadata& metadata, const GgufHeader& header) {
    const auto type = metadata.text("general.type").value_or("model");
    if (type != "model" || header.architecture == "clip") {
        refuse_gguf("holds no language model but " +
                        (type == "model" ? "an image encoder" : "what it calls '" + type + "'"),
                    "Name the file of the model itself.");
    }
    if (header.architecture.empty()) refuse_gguf("does not say its architecture");
    if (header.tensors == 0 && !header.split) {
        refuse_gguf("holds no tensors", "Is it a vocabulary without a model?");
    }
}

void describe_tensors(const GgufTensors& tensors, GgufHeader& header) {
    const auto most =
        std::ranges::max_element(tensors.parameters, {}, [](const auto& a) { return a.second; });
    if (most != tensors.parameters.end()) header.main_tensor_type = most->first;
    header.parameters = static_cast<std::int64_t>(tensors.total);
    header.tensor_bytes = static_cast<std::int64_t>(tensors.bytes);
    for (const auto& [type, bytes] : tensors.matrix_bytes) {
        header.matrix_bytes[type] = static_cast<std::int64_t>(bytes);
    }
}

GgufHeader describe(const GgufMetadata& metadata) {
    GgufHeader header;
    header.architecture = metadata.text("general.architecture").value_or("");
    header.name = metadata.text("general.name");
    if (const auto file_type = metadata.number("general.file_type")) {
        header.quantisation = quantisation_of_file_type(*file_type);
    }
    header.context_tokens = count_of(metadata.number(header.architecture + ".context_length"));
    header.vocabulary = count_of(metadata.number(header.architecture + ".vocab_size"));
    const auto tokens = metadata.array_sizes.find("tokenizer.ggml.tokens");
    if (tokens != metadata.array_sizes.end()) header.vocabulary = count_of(tokens->second);
    header.chat_template = !metadata.text("tokenizer.chat_template").value_or("").empty();
    header.shape = shape_of(metadata, header.architecture);
    header.split = split_of(metadata);
    return header;
}

GgufHeader parse(GgufBytes bytes) {
    constexpr std::uint32_t k_magic = 0x46554747;  // "GGUF"
    if (bytes.file_size() < sizeof k_magic || bytes.number<std::uint32_t>() != k_magic) {
        refuse_gguf("is not a GGUF file", "edgebench runs models in llama.cpp's GGUF format.");
    }
    const auto version = bytes.number<std::uint32_t>();
    if (version != 2 && version != 3) {
        refuse_gguf("is GGUF of version " + std::to_string(version),
                    "Versions 2 and 3 are supported.");
    }
    const auto tensor_count = bytes.count(k_smallest_gguf_tensor);
    const auto entry_count = bytes.count(k_smallest_gguf_entry);
    const auto metadata = read_gguf_metadata(bytes, entry_count);
    auto header = describe(metadata);
    header.tensors = static_cast<std::int64_t>(tensor_count);
    // Only the first of several files says what the model is.
    if (!header.split || header.split->number == 0) require_model(metadata, header);
    describe_tensors(read_gguf_tensors(bytes, tensor_count, alignment_of(metadata)), header);
    return header;
}

GgufHeader read(const std::filesystem::path& file) {
    std::error_code error;
    const std::uint64_t file_size = std::filesystem::file_size(file, error);
    std::ifstream stream;
    stream.rdbuf()->pubsetbuf(nullptr, 0);  // so that no more is read than is asked for
    stream.open(file, std::ios::binary);
    if (error || !stream) {
        refuse_gguf("cannot be read", "Check that it is a file that you may read.");
    }
    Bytes buffer;
    const auto source = [&](std::uint64_t position, std::size_t size) {
        buffer.resize(size);
        stream.clear();
        stream.seekg(static_cast<std::streamoff>(position));
        stream.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(size));
        return ByteView(buffer).first(static_cast<std::size_t>(stream.gcount()));
    };
    return parse(GgufBytes(source, file_size));
}

}  // namespace

GgufHeader parse_gguf(ByteView head, std::uint64_t file_size) {
    const auto source = [head](std::uint64_t position, std::size_t size) {
        const auto rest = head.subspan(std::min<std::uint64_t>(position, head.size()));
        return rest.first(std::min(size, rest.size()));
    };
    return parse(GgufBytes(source, file_size));
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
