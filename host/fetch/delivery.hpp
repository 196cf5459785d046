#pragma once
// Which bytes of which file an answer brings, and whether that is what was asked for. Pure.

#include "host/fetch/answer.hpp"
#include "host/fetch/download.hpp"
#include "host/fetch/part_state.hpp"

#include <optional>
#include <string>

namespace edgebench::fetch {

constexpr std::int64_t k_open_end = INT64_MAX;  // "to the end of the file", wherever that is

struct Delivery {
    ByteRange range;              // of the file; from 0 and to its end where the range was ignored
    std::int64_t size_bytes = 0;  // of the whole file
    std::string etag;             // empty: none that is strong
};

// Throws Error when the answer is none, or of another file than the request is for. Nothing when
// the file has no byte where `asked` begins: then it is not the file that was begun.
std::optional<Delivery> delivery_of(const DownloadRequest& request, const AnswerReader& reader,
                                    ByteRange asked);

}  // namespace edgebench::fetch
