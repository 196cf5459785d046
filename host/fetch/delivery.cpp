#include "host/fetch/delivery.hpp"

#include "host/fetch/fetch_errors.hpp"

#include <algorithm>

namespace edgebench::fetch {
namespace {

void require_plain(const DownloadRequest& request, const Answer& answer) {
    if (answer.status != 200 && answer.status != 206 && answer.status != 416) {
        throw refusal(request.url, answer,
                      request.bearer_token.empty() ? Token::none : Token::sent);
    }
    if (answer.content_encoding.empty() || answer.content_encoding == "identity") return;
    throw unfit_answer(request.url, "the server sends the file encoded as " +
                                        answer.content_encoding + ", which was not asked for");
}

void require_size(const DownloadRequest& request, std::int64_t size_bytes) {
    if (!request.size_bytes || *request.size_bytes == size_bytes) return;
    throw other_size(request.url, size_bytes, *request.size_bytes);
}

void require_announced(const DownloadRequest& request, const Announced& announced) {
    if (announced.size_bytes) require_size(request, *announced.size_bytes);
    if (announced.sha256 && request.sha256 && *announced.sha256 != *request.sha256) {
        throw other_hash(request.url, *announced.sha256, *request.sha256);
    }
}

Delivery whole(const DownloadRequest& request, const AnswerReader& reader) {
    const auto& answer = reader.answer();
    const auto announced = reader.announced().size_bytes;
    const auto size = answer.content_length ? answer.content_length
                      : announced           ? announced
                                            : request.size_bytes;
    if (!size) throw unfit_answer(request.url, "the server does not say how long the file is");
    return {{0, *size}, *size, answer.etag};
}

Delivery part(const DownloadRequest& request, const Answer& answer, ByteRange asked) {
    if (!answer.range) {
        throw unfit_answer(request.url, "the server sends a part and does not say which");
    }
    const auto& got = *answer.range;
    if (got.first != asked.begin || got.last >= asked.end) {
        throw unfit_answer(request.url, "the server sends the bytes " + std::to_string(got.first) +
                                            " to " + std::to_string(got.last) +
                                            ", asked for were those from " +
                                            std::to_string(asked.begin));
    }
    return {{asked.begin, std::min(asked.end, got.total)}, got.total, answer.etag};
}

}  // namespace

std::optional<Delivery> delivery_of(const DownloadRequest& request, const AnswerReader& reader,
                                    ByteRange asked) {
    const auto& answer = reader.answer();
    require_plain(request, answer);
    require_announced(request, reader.announced());
    // 416 is right for an empty file, which has no first byte.
    if (answer.status == 416 && (answer.total != 0 || asked.begin != 0)) return std::nullopt;
    auto delivery = answer.status == 200   ? whole(request, reader)
                    : answer.status == 206 ? part(request, answer, asked)
                                           : Delivery{{}, 0, answer.etag};
    require_size(request, delivery.size_bytes);
    return delivery;
}

}  // namespace edgebench::fetch
