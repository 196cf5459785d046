#pragma once
// The last lines of an engine's log, in bounded memory.

#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace edgebench::agent {

class LogTail {
  public:
    // `on_line` sees every line once it is complete.
    explicit LogTail(std::function<void(std::string_view)> on_line);
    void feed(std::string_view bytes);
    // One line per line, an unfinished one included.
    std::string text() const;

  private:
    void add_line();

    std::function<void(std::string_view)> on_line_;
    std::string pending_;
    std::deque<std::string> lines_;
};

}  // namespace edgebench::agent
