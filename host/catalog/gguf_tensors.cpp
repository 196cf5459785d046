#include "host/catalog/gguf_tensors.hpp"

#include "host/catalog/gguf_types.hpp"

#include <limits>
#include <optional>
#include <string>

namespace edgebench {
namespace {

// Messages name the tensor: a prefix of it that is fit for a terminal.
std::string printable(std::string_view name) {
    constexpr std::size_t k_longest = 64;  // ggml's limit
    std::string text(name.substr(0, k_longest));
    for (auto& c : text) {
        if (c < ' ' || c > '~') c = '?';
    }
    return text;
}

std::uint64_t checked_product(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t k_most = std::numeric_limits<std::int64_t>::max();
    if (b != 0 && a > k_most / b) refuse_gguf("is damaged: it has a tensor of absurd size");
    return a * b;
}

std::uint64_t padded(std::uint64_t size, std::uint64_t alignment) {
    return (size + alignment - 1) / alignment * alignment;
}

struct Tensor {
    std::string name;
    TensorType type;
    std::uint32_t dimensions = 0;
    std::uint64_t rows = 1;  // in each matrix
    std::uint64_t elements = 1;
    std::uint64_t offset = 0;  // behind the beginning of the tensor data
    std::uint64_t size = 0;
};

Tensor read_tensor(GgufBytes& bytes) {
    constexpr std::uint32_t k_max_dimensions = 4;
    Tensor tensor;
    tensor.name = printable(bytes.text());
    tensor.dimensions = bytes.number<std::uint32_t>();
    if (tensor.dimensions > k_max_dimensions) {
        refuse_gguf("is damaged: it has a tensor of absurd shape");
    }
    std::uint64_t row = 1;
    for (std::uint32_t i = 0; i < tensor.dimensions; ++i) {
        const auto size = bytes.number<std::uint64_t>();
        if (i == 0) row = size;
        if (i == 1) tensor.rows = size;
        tensor.elements = checked_product(tensor.elements, size);
    }
    const auto number = bytes.number<std::uint32_t>();
    const auto type = tensor_type(number);
    if (!type) refuse_gguf("has a tensor of unknown type " + std::to_string(number));
    tensor.type = *type;
    if (row % type->block != 0) refuse_gguf("is damaged: it has a tensor of absurd shape");
    tensor.offset = bytes.number<std::uint64_t>();
    tensor.size = checked_product(tensor.elements / type->block, type->bytes);
    return tensor;
}

// As llama.cpp demands it: each tensor begins where the one before ends.
void require_in_order(const Tensor& tensor, std::uint64_t expected, std::uint64_t file_size) {
    if (tensor.offset != expected) {
        refuse_gguf("is damaged: its tensor '" + tensor.name + "' lies at " +
                        std::to_string(tensor.offset) + ", the sizes of those before it say " +
                        std::to_string(expected),
                    "Its tensors overlap or are not of the type that it says: copy or download the "
                    "file again.");
    }
    if (tensor.offset > file_size || tensor.size > file_size - tensor.offset) {
        refuse_gguf(
            "is truncated: its tensors need more than its " + std::to_string(file_size) + " bytes",
            "Copy or download the file again.");
    }
}

// What ggml's CPU backend may repack: two dimensions, three with experts, eight rows at a time.
bool is_matrix(const Tensor& tensor) {
    constexpr std::uint64_t k_rows = 8;
    return tensor.dimensions >= 2 && tensor.dimensions <= 3 && tensor.rows % k_rows == 0;
}

void require_whole(std::uint64_t data_begin, std::uint64_t data_end, std::uint64_t file_size) {
    if (data_begin <= file_size && data_end <= file_size - data_begin) return;
    refuse_gguf("is truncated: it has " + std::to_string(file_size) +
                    " bytes and its tensors end at " + std::to_string(data_begin + data_end),
                "Copy or download the file again.");
}

}  // namespace

GgufTensors read_gguf_tensors(GgufBytes& bytes, std::uint64_t count, std::uint64_t alignment) {
    GgufTensors tensors;
    std::optional<Tensor> embedding;
    bool has_output = false;
    std::uint64_t next = 0;
    std::uint64_t end = 0;
    for (auto left = count; left > 0; --left) {
        bytes.expect(left, k_smallest_gguf_tensor);
        const auto tensor = read_tensor(bytes);
        require_in_order(tensor, next, bytes.file_size());
        end = tensor.offset + tensor.size;
        next = padded(end, alignment);
        tensors.parameters[tensor.type.name] += tensor.elements;
        tensors.total += tensor.elements;  // at most 8 in a byte
        tensors.bytes += tensor.size;
        has_output = has_output || tensor.name == "output.weight";
        if (tensor.name == "token_embd.weight") {
            embedding = tensor;
        } else if (is_matrix(tensor)) {
            tensors.matrix_bytes[tensor.type.name] += tensor.size;
        }
    }
    // Single rows of the embedding are looked up; a model without an output of its own multiplies
    // with it too.
    if (embedding && !has_output && is_matrix(*embedding)) {
        tensors.matrix_bytes[embedding->type.name] += embedding->size;
    }
    require_whole(padded(bytes.position(), alignment), end, bytes.file_size());
    return tensors;
}

}  // namespace edgebench
