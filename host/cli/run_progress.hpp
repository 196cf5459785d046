#pragma once
// Shows how a run goes on: a changing line on a terminal, now and then a line of its own elsewhere.

#include "host/cli/console.hpp"
#include "host/run/request.hpp"

#include <cstdint>
#include <string>

namespace edgebench::cli {

class RunProgress {
  public:
    explicit RunProgress(Console& console) : console_(console) {}

    // Refers to this object.
    run::RunObserver observer();

  private:
    void show_bytes(const std::string& label, std::int64_t done, std::int64_t total);
    void show_trial(const Attempt& attempt, std::int64_t ended, std::int64_t total);

    Console& console_;
    std::string label_;        // of what is shown by percent at present
    std::int64_t tenths_ = 0;  // of it that have been told in lines
};

}  // namespace edgebench::cli
