#pragma once
// What the header lines of an HTTP answer say that a download needs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench::fetch {

struct ContentRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t total = 0;

    bool operator==(const ContentRange&) const = default;
};

// "bytes 0-99/1000". Nothing where it contradicts itself or leaves the total open.
std::optional<ContentRange> parse_content_range(std::string_view value);

struct Answer {
    int status = 0;
    std::string etag;  // if it is a strong one
    std::optional<std::int64_t> content_length;
    std::optional<ContentRange> range;
    std::optional<std::int64_t> total;  // of "bytes */1000", which comes with 416
    std::string content_encoding;
    std::string error_code;  // X-Error-Code of Hugging Face: GatedRepo, RepoNotFound, …
    int redirects = 0;       // that led to it
};

// What was said of the file, whichever answer on the way said it first: a Hub puts it into the
// redirect to the host that has the bytes.
struct Announced {
    std::optional<std::string> sha256;
    std::optional<std::int64_t> size_bytes;
    std::optional<std::string> commit;
};

class AnswerReader {
  public:
    // Each header line of a request's answers as it comes, status lines and empty ones included.
    void take(std::string_view line);

    const Answer& answer() const { return answer_; }
    const Announced& announced() const { return announced_; }

  private:
    void take_status(std::string_view line);
    void take_field(std::string_view name, std::string_view value);
    void take_announcement(std::string_view name, std::string_view value);
    void end_of_answer();

    Answer answer_;
    Announced announced_;
    Announced here_;                          // by the answer at hand
    std::optional<std::string> etag_sha256_;  // its ETag, if that could be one
};

}  // namespace edgebench::fetch
