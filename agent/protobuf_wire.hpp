#pragma once
// As much of protobuf's wire format as the agent needs: to write Perfetto's configuration, and to
// see whether a trace holds anything.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench::agent {

void append_number(std::string& message, std::uint32_t field, std::uint64_t value);
void append_bytes(std::string& message, std::uint32_t field, std::string_view bytes);

struct WireField {
    std::uint32_t number = 0;
    std::string_view bytes;  // of a length-delimited field; empty for every other
};

// The fields of a message in their order.
class WireReader {
  public:
    explicit WireReader(std::string_view message) : rest_(message) {}
    // Nothing at the end, and from where on the bytes are no message.
    std::optional<WireField> next();

  private:
    std::optional<std::uint64_t> varint();
    std::optional<std::string_view> take(std::uint64_t size);

    std::string_view rest_;
};

}  // namespace edgebench::agent
