#include "host/catalog/gguf_bytes.hpp"

#include "protocol/error.hpp"

#include <algorithm>
#include <bit>

namespace edgebench {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is read as it lies in memory");

// More than the largest known headers hold (8 MB: vocabularies of 256,000 tokens).
constexpr std::uint64_t k_max_header = 256ULL << 20;
// The longest chat templates have some 30 KB.
constexpr std::uint64_t k_max_text = 16ULL << 20;
constexpr std::uint64_t k_block = 64 * 1024;

}  // namespace

void refuse_gguf(const std::string& what, const std::string& hint) {
    throw Error(ErrorCode::configuration, what, hint);
}

std::uint64_t GgufBytes::count(std::uint64_t size) {
    const auto value = number<std::uint64_t>();
    if (value > file_size_ / size) {
        refuse_gguf("is damaged: its header promises " + std::to_string(value) + " entries");
    }
    return value;
}

// Where the passed bytes begin.
std::uint64_t GgufBytes::pass(std::uint64_t size) {
    if (size > file_size_ - position_) {
        refuse_gguf("is truncated: it ends within its header", "Copy or download the file again.");
    }
    const auto begin = position_;
    position_ += size;
    if (position_ > k_max_header) refuse_gguf("is damaged: its header is absurdly large");
    return begin;
}

ByteView GgufBytes::take(std::uint64_t size) {
    const auto begin = pass(size);
    if (size > k_max_text) refuse_gguf("is damaged: it has a text of absurd length");
    if (begin + size > window_begin_ + window_.size()) look(begin, size);
    return window_.subspan(begin - window_begin_, size);
}

void GgufBytes::look(std::uint64_t begin, std::size_t size) {
    const auto ahead = std::min(k_block, std::max(sure_end_, begin) - begin);
    window_ = source_(begin, std::max<std::size_t>(size, ahead));
    window_begin_ = begin;
    if (window_.size() < size) {
        refuse_gguf("is truncated: it became shorter while it was read");
    }
}

}  // namespace edgebench
