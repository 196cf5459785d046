#pragma once
// One HTTP connection, which asks for one range of the file at a time. The only file that sets
// options of libcurl.

#include "host/fetch/answer.hpp"
#include "host/fetch/delivery.hpp"
#include "host/fetch/download.hpp"
#include "host/fetch/part_state.hpp"

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace edgebench::fetch {

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct HeadersDeleter {
    void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
};

class Connection {
  public:
    using Clock = std::chrono::steady_clock;
    // Both may throw; `conclude` rethrows.
    struct Receiver {
        std::function<void(const AnswerReader&)> on_answer;  // before its first byte
        std::function<void(std::span<const std::uint8_t>)> on_bytes;
    };

    Connection(CURLM* multi, const DownloadRequest& request, Receiver receiver);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    // Only while the file still has this entity tag, if one is given.
    void ask(ByteRange range, const std::string& etag);
    bool is_busy() const { return is_busy_; }
    void close();
    // Ends the request that libcurl is done with. Throws what the receiver threw, or an Error that
    // says why not everything came.
    void conclude(CURLcode code);

    bool is(const CURL* easy) const { return easy_.get() == easy; }
    Clock::time_point last_heard() const { return last_heard_; }
    std::chrono::seconds retry_after() const;

  private:
    void configure(const DownloadRequest& request);
    bool deliver_answer();
    std::size_t on_header(std::string_view line);
    std::size_t on_body(std::span<const std::uint8_t> bytes);
    static std::size_t header_callback(char* data, std::size_t one, std::size_t size, void* self);
    static std::size_t body_callback(char* data, std::size_t one, std::size_t size, void* self);

    CURLM* multi_;
    std::string url_;
    Receiver receiver_;
    std::unique_ptr<CURL, EasyDeleter> easy_;
    std::unique_ptr<curl_slist, HeadersDeleter> headers_;
    std::array<char, CURL_ERROR_SIZE> fault_{};  // libcurl's words for it
    bool is_busy_ = false;

    AnswerReader reader_;
    bool is_delivered_ = false;
    std::exception_ptr thrown_;
    Clock::time_point last_heard_;
};

}  // namespace edgebench::fetch
