#pragma once
// Takes from a connection every way to write, to reach another file or to run without end. Needed
// beside a read-only file: ATTACH and VACUUM INTO write elsewhere.

#include <chrono>
#include <optional>
#include <string>

struct sqlite3;

namespace edgebench::store {

class QueryGuard {
  public:
    QueryGuard(sqlite3* connection, std::chrono::milliseconds time);
    ~QueryGuard();
    QueryGuard(const QueryGuard&) = delete;
    QueryGuard& operator=(const QueryGuard&) = delete;

    // What the statement wanted to do and may not, in words.
    const std::optional<std::string>& refused() const { return refused_; }
    bool out_of_time() const { return std::chrono::steady_clock::now() >= deadline_; }

  private:
    static int authorize(void* self, int action, const char* first, const char* second,
                         const char* database, const char* inner);
    static int on_progress(void* self);

    sqlite3* connection_;
    std::chrono::steady_clock::time_point deadline_;
    std::optional<std::string> refused_;
    long long heap_limit_before_;
};

}  // namespace edgebench::store
