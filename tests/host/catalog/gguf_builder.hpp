#pragma once
// Makes small GGUF files, right and wrong ones.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace edgebench::test {

class GgufBuilder {
  public:
    template <class T>
    GgufBuilder& number(T value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        bytes_.append(bytes, sizeof bytes);
        return *this;
    }
    GgufBuilder& u32(std::uint32_t value) { return number(value); }
    GgufBuilder& u64(std::uint64_t value) { return number(value); }
    GgufBuilder& text(std::string_view value) {
        u64(value.size());
        bytes_ += value;
        return *this;
    }
    GgufBuilder& header(std::uint64_t tensors, std::uint64_t entries, std::uint32_t version = 3) {
        bytes_ += "GGUF";
        return u32(version).u64(tensors).u64(entries);
    }
    GgufBuilder& text_entry(std::string_view key, std::string_view value) {
        return text(key).u32(8).text(value);
    }
    GgufBuilder& u32_entry(std::string_view key, std::uint32_t value) {
        return text(key).u32(4).u32(value);
    }
    GgufBuilder& tensor(std::string_view name, std::uint64_t row, std::uint64_t rows,
                        std::uint32_t type, std::uint64_t offset) {
        return text(name).u32(2).u64(row).u64(rows).u32(type).u64(offset);
    }
    // Fills up to the tensor data and adds so many bytes of it.
    GgufBuilder& data(std::size_t size, std::size_t alignment = 32) {
        bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment + size);
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

constexpr std::uint32_t k_type_f32 = 0;
constexpr std::uint32_t k_type_q4_k = 12;
constexpr std::uint32_t k_type_q6_k = 14;
constexpr std::uint32_t k_file_type_q4_k_m = 15;

// 512 parameters in q4_k, 256 in q6_k: 288 and 210 bytes, the second at an aligned offset.
inline GgufBuilder small_model(std::uint32_t file_type = k_file_type_q4_k_m) {
    GgufBuilder gguf;
    gguf.header(2, 6);
    gguf.text_entry("general.architecture", "llama").text_entry("general.name", "tiny");
    gguf.u32_entry("general.file_type", file_type).u32_entry("llama.context_length", 4096);
    gguf.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(3).text("a").text("b").text("c");
    gguf.text("tokenizer.ggml.scores").u32(9).u32(6).u64(3).number(1.F).number(2.F).number(3.F);
    gguf.tensor("blk.0.weight", 256, 2, k_type_q4_k, 0);
    gguf.tensor("output.weight", 256, 1, k_type_q6_k, 288);
    gguf.data(288 + 210);
    return gguf;
}

}  // namespace edgebench::test
