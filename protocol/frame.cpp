#include "protocol/frame.hpp"

#include "protocol/error.hpp"

namespace edgebench {

Bytes make_frame(ByteView body) {
    if (body.size() > k_max_frame) {
        throw Error(ErrorCode::protocol, "a message of " + std::to_string(body.size()) +
                                             " bytes is larger than a frame may be (" +
                                             std::to_string(k_max_frame) + " bytes)");
    }
    Bytes frame;
    frame.reserve(k_frame_header + body.size());
    for (unsigned shift = 0; shift < 32; shift += 8) {
        frame.push_back(static_cast<std::uint8_t>(body.size() >> shift));
    }
    frame.insert(frame.end(), body.begin(), body.end());
    return frame;
}

std::size_t body_length(const FrameHeader& header, std::size_t limit) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < header.size(); ++i) length |= std::size_t(header[i]) << (8 * i);
    if (length > limit) {
        throw Error(
            ErrorCode::protocol,
            "the peer announces a frame of " + std::to_string(length) + " bytes; at most " +
                std::to_string(limit) + " are allowed here",
            "Something other than edgebench may be answering, or the two sides differ in version.");
    }
    return length;
}

}  // namespace edgebench
