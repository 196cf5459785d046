#pragma once
// The bytes of a GGUF header, forwards and within the file's bounds. What is skipped is not read.

#include "protocol/bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace edgebench {

// Throws Error::configuration. The name of the file is put before `what` by who knows it.
[[noreturn]] void refuse_gguf(const std::string& what, const std::string& hint = {});

class GgufBytes {
  public:
    // `size` bytes from `position` on, fewer only where there are no more; they stay until the next
    // call.
    using Source = std::function<ByteView(std::uint64_t position, std::size_t size)>;

    GgufBytes(Source source, std::uint64_t file_size)
        : source_(std::move(source)), file_size_(file_size) {}

    template <class T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    // Until the next call.
    std::string_view text() {
        const auto bytes = take(number<std::uint64_t>());
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    void skip_text() { pass(number<std::uint64_t>()); }
    void skip(std::uint64_t count, std::uint64_t size) {
        if (count > file_size_ / size) refuse_gguf("is truncated or damaged in its header");
        pass(count * size);
    }
    // How many things of at least `size` bytes each follow.
    std::uint64_t count(std::uint64_t size);
    // The header goes on for at least so many things of at least `size` bytes each: so far ahead
    // may be read, and no further, for behind the header lie the weights.
    void expect(std::uint64_t count, std::uint64_t size) {
        sure_end_ = std::max(sure_end_, position_ + count * size);
    }
    std::uint64_t position() const { return position_; }
    std::uint64_t file_size() const { return file_size_; }

  private:
    std::uint64_t pass(std::uint64_t size);
    ByteView take(std::uint64_t size);
    void look(std::uint64_t begin, std::size_t size);

    Source source_;
    std::uint64_t file_size_;
    std::uint64_t position_ = 0;
    std::uint64_t sure_end_ = 0;
    ByteView window_;  // of the file, from window_begin_ on
    std::uint64_t window_begin_ = 0;
};

}  // namespace edgebench
